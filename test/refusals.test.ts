// Every request that is refused: the status, the code, the field at fault and what to do, and never a program run.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { errorMessages, runLimits, submissionBounds } from '@cellblock/contract';
import { postJson, refusal, run } from './post.js';
import { type Service, startService } from './service.js';

const source = 'int main(void) { return 0; }';
const MiB = 1024 * 1024;

// What is wrong with the body, the field that the answer must name, and what its message must say.
const invalid: [string, unknown, string | undefined, RegExp][] = [
  ['no source', {}, 'source', /required/],
  ['a source that is no text', { source: ['int main'] }, 'source', /string/],
  ['null for a source', { source: null }, 'source', /string/],
  ['source and files', { source, files: [{ path: 'a.c', content: source }] }, 'files', /absent/],
  ['files without a .c', { files: [{ path: 'a.h', content: '' }] }, 'files', /\.c/],
  ['no files at all', { files: [] }, 'files', /at least 1/],
  ['a path out of the directory', { files: [{ path: '../a.c', content: '' }] }, 'files[0].path', /relative/],
  ['an absolute path', { files: [{ path: '/a.c', content: '' }] }, 'files[0].path', /relative/],
  ['a path like an option', { files: [{ path: '-o.c', content: '' }] }, 'files[0].path', /relative/],
  ['a path with a shell in it', { files: [{ path: 'a;b.c', content: '' }] }, 'files[0].path', /relative/],
  ['a path with NUL', { files: [{ path: 'a\0.c', content: '' }] }, 'files[0].path', /relative/],
  [
    'a path of 300 letters',
    { files: [{ path: `${'a'.repeat(300)}.c`, content: '' }] },
    'files[0].path',
    /200/,
  ],
  [
    'a path twice',
    { files: ['a.c', 'a.c'].map((path) => ({ path, content: '' })) },
    'files[1].path',
    /twice/,
  ],
  [
    'a file in a file',
    { files: ['a.c', 'a.c/b.c'].map((path) => ({ path, content: '' })) },
    'files[1].path',
    /parent/,
  ],
  [
    'a file that is no base64',
    { files: [{ path: 'a.c', content: 'a', encoding: 'base64' }] },
    'files[0].content',
    /base64/,
  ],
  [
    'an unknown encoding',
    { files: [{ path: 'a.c', content: '', encoding: 'gzip' }] },
    'files[0].encoding',
    /utf8, base64/,
  ],
  ['stdin that is no base64', { source, stdin: '====', stdinEncoding: 'base64' }, 'stdin', /base64/],
  ['an unpaired surrogate', { source, stdin: '\ud800' }, 'stdin', /./],
  ['arguments that are one text', { source, args: 'one two' }, 'args', /array/],
  ['an argument with NUL', { source, args: ['a', 'b\0c'] }, 'args[1]', /NUL/],
  ['too many arguments', { source, args: Array(65).fill('') }, 'args', /64/],
  ['a long argument', { source, args: ['ä'.repeat(2049)] }, 'args[0]', /4096/],
  ['an unknown compiler', { source, compiler: { name: 'msvc' } }, 'compiler.name', /gcc, tcc/],
  ['an unknown standard', { source, compiler: { standard: 'c42' } }, 'compiler.standard', /c89/],
  ['an unknown level', { source, compiler: { optimize: '4' } }, 'compiler.optimize', /fast/],
  [
    'a flag for a warning',
    { source, compiler: { warnings: ['all', '-fplugin=/x.so'] } },
    'compiler.warnings[1]',
    /./,
  ],
  [
    'a flag for a library',
    { source, compiler: { libraries: ['m', '-wrapper'] } },
    'compiler.libraries[1]',
    /./,
  ],
  [
    'a define that is no name',
    { source, compiler: { defines: { 'A B': '1' } } },
    'compiler.defines.A B',
    /identifier/,
  ],
  [
    'a define with a line',
    { source, compiler: { defines: { A: '1\n#include "/etc/passwd"' } } },
    'compiler.defines.A',
    /line/,
  ],
  ['flags as such', { source, compiler: { flags: ['-O2'] } }, 'compiler.flags', /not known/],
  ['an environment', { source, env: { LD_PRELOAD: '/x.so' } }, 'env', /not known/],
  [
    'tcc with sanitizers',
    { source, compiler: { name: 'tcc', sanitize: ['address'] } },
    'compiler.sanitize',
    /tcc/,
  ],
  [
    'static sanitizers',
    { source, compiler: { link: 'static', sanitize: ['undefined'] } },
    'compiler.sanitize',
    /static/,
  ],
  ['an unknown profile', { source, profile: 'root' }, 'profile', /standard, strict, sealed, processes/],
  ['an unknown limit', { source, limits: { cpuSeconds: 1 } }, 'limits.cpuSeconds', /not known/],
  ['an output twice', { source, outputs: ['a', 'a'] }, 'outputs[1]', /twice/],
  ['an output elsewhere', { source, outputs: ['/etc/passwd'] }, 'outputs[0]', /relative/],
  ['an input elsewhere', { source, inputs: [{ path: '..', content: '' }] }, 'inputs[0].path', /relative/],
  ['a list for a body', [source], undefined, /object/],
  ['a text for a body', source, undefined, /object/],
];

// Everything but a whole number for a limit.
const noNumbers: unknown[] = ['1000', 1.5, -1, null, [1000], {}, true, 2 ** 53];

suite('refused requests', { concurrency: 4 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const send = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/run`, { method: 'POST', headers, body });
  const json = { 'content-type': 'application/json' };

  for (const [name, body, field, message] of invalid) {
    test(`${name} is refused`, async () => {
      const refused = await refusal(await postJson(service.url, body));
      assert.equal(refused.status, 400);
      assert.equal(refused.code, 'invalid_field');
      assert.equal(refused.field, field);
      assert.match(refused.message, message);
      assert.ok(refused.requestId.length > 0);
    });
  }

  for (const [name, { minimum, maximum }] of Object.entries(runLimits)) {
    test(`limits.${name} is taken from its minimum to its maximum and refused beyond`, async () => {
      const largest = await run(service.url, { source, limits: { [name]: maximum } });
      assert.equal(largest.verdict, 'ok');
      for (const [value, bound] of [
        [maximum + 1, maximum],
        [minimum - 1, minimum],
      ] as const) {
        const refused = await refusal(await postJson(service.url, { source, limits: { [name]: value } }));
        assert.equal(refused.status, 400);
        assert.equal(refused.field, `limits.${name}`);
        assert.match(refused.message, new RegExp(String(bound)));
      }
      for (const value of noNumbers) {
        const refused = await refusal(await postJson(service.url, { source, limits: { [name]: value } }));
        assert.equal(refused.field, `limits.${name}`, JSON.stringify(value));
      }
    });
  }

  test('sources are bounded together', async () => {
    const half = ' '.repeat(submissionBounds.sourceBytes.maximum / 2);
    const files = ['main.c', 'b.h'].map((path) => ({ path, content: half }));
    const more = { files: [...files, { path: 'c.h', content: ' ' }] };
    assert.equal((await run(service.url, { files })).verdict, 'compile_error');
    assert.equal((await refusal(await postJson(service.url, more))).field, 'files');
  });

  test('stdin is bounded', async () => {
    const stdin = 'x'.repeat(submissionBounds.stdinBytes.maximum + 1);
    const refused = await refusal(await postJson(service.url, { source, stdin }));
    assert.equal(refused.field, 'stdin');
    assert.match(refused.message, /16777216/);
  });

  test('inputs larger than the scratch directory are refused', async () => {
    const inputs = [{ path: 'large', content: 'x'.repeat(2 * MiB) }];
    const refused = await refusal(
      await postJson(service.url, { source, inputs, limits: { scratchBytes: MiB } }),
    );
    assert.equal(refused.status, 400);
    assert.equal(refused.field, 'inputs');
  });

  for (const [name, body, message] of [
    ['half an object', '{"source":', /JSON/],
    ['something after the object', '{"source":""} {}', /JSON/],
    ['an empty body', '', /./],
    ['brackets ten thousand deep', '['.repeat(10_000), /deep|JSON/],
    ['bytes that are no text', Buffer.from('{"source":"\xff"}', 'latin1'), /UTF-8/],
  ] as const) {
    test(`${name} is refused`, async () => {
      const refused = await refusal(await send(body, json));
      assert.ok(refused.status === 400 || refused.status === 415, String(refused.status));
      assert.match(refused.message, message);
    });
  }

  test('__proto__ and its like are no keys', async () => {
    const refused = await refusal(await send('{"source":"","__proto__":{"profile":"none"}}', json));
    assert.equal(refused.status, 400);
    assert.equal(refused.field, '__proto__');
  });

  test('other media types and encodings are refused', async () => {
    const form = await refusal(
      await send('source=x', { 'content-type': 'application/x-www-form-urlencoded' }),
    );
    assert.deepEqual([form.status, form.code], [415, 'unsupported_media_type']);
    const zipped = await refusal(await send('{}', { ...json, 'content-encoding': 'gzip' }));
    assert.deepEqual([zipped.status, zipped.field], [415, 'content-encoding']);
  });

  test('a body above every bound is refused by its length', async () => {
    const refused = await refusal(await send('x'.repeat(120 * MiB), json));
    assert.deepEqual([refused.status, refused.code], [413, 'too_large']);
  });

  test('other paths and methods are refused', async () => {
    const nowhere = await refusal(await fetch(`${service.url}/jobs/../etc/passwd`));
    assert.deepEqual([nowhere.status, nowhere.code], [404, 'not_found']);
    const response = await fetch(`${service.url}/run`);
    assert.match(response.headers.get('allow') ?? '', /POST/);
    const wrong = await refusal(response);
    assert.deepEqual([wrong.status, wrong.code], [405, 'method_not_allowed']);
  });

  test('a refusal says nothing of our insides, and every code has its row', async () => {
    const response = await postJson(service.url, { source: 5 });
    const text = await response.text();
    assert.doesNotMatch(text, /node_modules|\.js:|at /);
    assert.ok(Object.hasOwn(errorMessages, JSON.parse(text).error.code));
  });
});
