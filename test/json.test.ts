// POST /run with JSON: what goes in beside the source, and what comes back beside the output.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ErrorReply, Result, type SubmissionInput } from '@cellblock/contract';
import { bytesOf } from './compare.js';
import { postJson, run } from './post.js';
import { type Service, startService } from './service.js';

const echo =
  '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); return 0; }';

suite('POST /run with JSON', { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const submit = (submission: SubmissionInput) => run(service.url, submission);
  const ran = async (submission: SubmissionInput) => {
    const result = await submit(submission);
    assert.ok(result.run, JSON.stringify(result));
    return result.run;
  };

  test('stdin as text and as base64 arrives as the same bytes', async () => {
    const text = 'zwölf Boxkämpfer\n\0end 🎈';
    const plain = await ran({ source: echo, stdin: text });
    assert.equal(plain.stdout, text);
    assert.equal(plain.encoding, 'utf8');
    const encoded = await ran({
      source: echo,
      stdin: Buffer.from(text).toString('base64'),
      stdinEncoding: 'base64',
    });
    assert.equal(encoded.stdout, text);
  });

  test('output that is not UTF-8 comes in base64, all streams alike', async () => {
    const source =
      '#include <stdio.h>\nint main(void) { fputs("\\xff\\xfe", stdout); fflush(stdout); fputs("fine", stderr); return 0; }';
    const answer = await ran({ source });
    assert.equal(answer.encoding, 'base64');
    assert.deepEqual(bytesOf(answer, 'stdout'), Buffer.from([0xff, 0xfe]));
    assert.equal(bytesOf(answer, 'stderr').toString(), 'fine');
    assert.deepEqual(bytesOf(answer, 'output'), Buffer.from([0xff, 0xfe, ...Buffer.from('fine')]));
  });

  test('both streams come apart, and together in order of arrival', async () => {
    const source = `#include <unistd.h>
      int main(void) {
        for (int i = 0; i < 6; i++) {
          char line[] = {'a' + i, '\\n'};
          if (write(1 + i % 2, line, 2) != 2) return 1;
          usleep(20000);
        }
        return 0;
      }`;
    const { stdout, stderr, output } = await ran({ source });
    assert.equal(stdout, 'a\nc\ne\n');
    assert.equal(stderr, 'b\nd\nf\n');
    assert.equal(output, 'a\nb\nc\nd\ne\nf\n');
  });

  test('diagnostics have their structure, in output and in data', async () => {
    const source = 'int half(int x) { return x / 2 }\nint main(void) { int unused; return half(3); }';
    const { verdict, compile, run: nothing } = await submit({ source, compiler: { warnings: ['all'] } });
    assert.equal(verdict, 'compile_error');
    assert.equal(nothing, null);
    const error = compile?.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
    assert.equal(error?.file, 'main.c');
    assert.equal(error.line, 1);
    assert.ok(error.column !== null && error.column > 25);
    const warning = compile?.diagnostics.find((diagnostic) => diagnostic.option === '-Wunused-variable');
    assert.equal(warning?.severity, 'warning');
    assert.equal(warning.line, 2);
    assert.match(compile?.output ?? '', /main\.c:1:\d+: error: /);
  });

  test("columns of diagnostics count characters, and the output has gcc's own", async () => {
    const { compile } = await submit({ source: '/*日*/\tint a = nowhere;\n' });
    const [{ column, endColumn } = {}] = compile?.diagnostics ?? [];
    assert.deepEqual([column, endColumn], [15, 21]);
    assert.match(compile?.output ?? '', /^main\.c:1:17: error: /);
  });

  test('warnings of a program that runs are kept beside its output', async () => {
    const { verdict, compile } = await submit({ source: 'int main(void) { int unused; return 0; }' });
    assert.equal(verdict, 'ok');
    assert.equal(compile?.ok, true);
    assert.equal(compile.diagnostics[0]?.option, '-Wunused-variable');
  });

  test('a returned file that is no text comes in base64, each for itself', async () => {
    const source = `#include <stdio.h>
      int main(void) {
        FILE *a = fopen("a.bin", "wb"), *b = fopen("b.txt", "w");
        fwrite("\\0\\xff", 1, 2, a);
        fputs("text", b);
        return fclose(a) + fclose(b);
      }`;
    const { outputs } = await ran({ source, outputs: ['b.txt', 'a.bin', 'c.txt'] });
    assert.deepEqual(outputs, [
      { path: 'b.txt', content: 'text', encoding: 'utf8' },
      { path: 'a.bin', content: Buffer.from([0, 0xff]).toString('base64'), encoding: 'base64' },
    ]);
  });

  test('files that were written before a crash are returned', async () => {
    const source = `#include <stdio.h>
      #include <stdlib.h>
      int main(void) {
        FILE *log = fopen("log.txt", "w");
        fputs("so far", log);
        fclose(log);
        abort();
      }`;
    const { signal, outputs } = await ran({ source, outputs: ['log.txt'] });
    assert.equal(signal, 'SIGABRT');
    assert.equal(outputs[0]?.content, 'so far');
  });

  test('a directory or a link in place of an output is not returned', async () => {
    const source = `#include <sys/stat.h>
      int main(void) { return mkdir("out.txt", 0700); }`;
    assert.deepEqual((await ran({ source, outputs: ['out.txt'] })).outputs, []);
  });

  test('nothing is left in the scratch directory for the next program', async () => {
    const source = `#include <stdio.h>
      int main(void) {
        FILE *left = fopen("left.txt", "r");
        if (left) return 1;
        left = fopen("left.txt", "w");
        fputs("for you", left);
        return fclose(left);
      }`;
    for (let round = 0; round < 6; round++) assert.equal((await ran({ source })).exitCode, 0);
  });

  test('usage is that of this program, and each program has an id of its own', async () => {
    const source = `#include <stdlib.h>
      #include <string.h>
      int main(void) {
        volatile char *block = malloc(40 << 20);
        for (int i = 0; i < 40 << 20; i += 4096) block[i] = 1;
        for (volatile unsigned n = 0; n < 100000000; n++) {}
        return block[4096] - 1;
      }`;
    const large = await submit({ source });
    const small = await submit({ source: 'int main(void) { return 0; }' });
    assert.ok(large.run && small.run);
    assert.ok(large.run.usage.memoryBytes > 40 << 20, `${large.run.usage.memoryBytes} bytes`);
    assert.ok(small.run.usage.memoryBytes < 10 << 20, `${small.run.usage.memoryBytes} bytes`);
    assert.ok(large.run.usage.cpuMs > 20 && large.run.usage.cpuMs < 5000, `${large.run.usage.cpuMs} ms`);
    assert.ok(small.run.usage.cpuMs < large.run.usage.cpuMs);
    assert.notEqual(large.id, small.id);
  });

  test('one connection carries many submissions, none gets the answer of another', async () => {
    for (let nonce = 0; nonce < 10; nonce++) {
      assert.equal((await ran({ source: echo, stdin: `nonce ${nonce}` })).stdout, `nonce ${nonce}`);
    }
  });

  test('what the toolchain cannot do is refused by its field', async () => {
    const source = 'int main(void) { return 0; }';
    for (const [submission, field] of [
      [{ source, compiler: { name: 'clang' } }, 'compiler.name'],
      [{ source, compiler: { name: 'tcc', standard: 'c23' } }, 'compiler.standard'],
      [{ source, compiler: { sanitize: ['address'] }, profile: 'sealed' }, 'compiler.sanitize'],
    ] as const) {
      const response = await postJson(service.url, submission);
      assert.equal(response.status, 400);
      assert.equal(ErrorReply.parse(await response.json()).error.field, field);
    }
  });

  test('the answer says its type, and is never cached', async () => {
    const response = await postJson(service.url, { source: 'int main(void) { return 0; }' });
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    Result.parse(await response.json());
  });
});
