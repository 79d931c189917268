import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, ErrorReply, Result, submissionBounds } from '@cellblock/contract';
import { answered, benchOf, outcomeOf, refusedOutcome } from '../door-for-tests.js';

const source = 'int main(void) { return 0; }';

describe('POST /run with a bare source', () => {
  const raw = (payload: string | Buffer, query = '', headers: Record<string, string> = {}) =>
    ({
      method: 'POST',
      url: `/run${query}`,
      payload,
      headers: { 'content-type': 'text/x-c', ...headers },
    }) as const;

  it('answers with the output and, in headers, the rest', async () => {
    const { app, jobs } = benchOf({ submit: answered(outcomeOf('hello\n')) });
    const reply = await app.inject(raw(source));
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(reply.body, 'hello\n');
    assert.equal(reply.headers['cellblock-id'], jobs[0]?.id);
    assert.equal(reply.headers['cellblock-exit-code'], '0');
    assert.equal(jobs[0]?.submission.source, source);
  });

  it('answers with the diagnostics of what does not compile', async () => {
    const { app } = benchOf({ submit: answered(refusedOutcome('main.c:1:1: error: é\n')) });
    const reply = await app.inject(raw('x'));
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.body, 'main.c:1:1: error: é\n');
    assert.equal(reply.headers['cellblock-verdict'], 'compile_error');
    assert.equal(reply.headers['cellblock-exit-code'], undefined);
  });

  it('gives output byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { app } = benchOf({ submit: answered(outcomeOf(bytes)) });
    assert.deepEqual((await app.inject(raw('x'))).rawPayload, bytes);
  });

  it('answers in JSON where the client prefers that', async () => {
    const { app } = benchOf({ submit: answered(outcomeOf('hello\n')) });
    const reply = await app.inject(raw(source, '', { accept: 'application/json' }));
    assert.equal(Result.parse(reply.json()).run?.stdout, 'hello\n');
  });

  it('takes options from the query', async () => {
    const { app, jobs } = benchOf();
    const reply = await app.inject(
      raw('x', '?std=c99&optimize=fast&compiler=tcc&profile=strict&args=a%20b&args=&args=%26'),
    );
    assert.equal(reply.statusCode, 200);
    const { compiler, profile, args } = jobs[0]?.submission ?? assert.fail();
    assert.deepEqual([compiler.standard, compiler.optimize, compiler.name], ['c99', 'fast', 'tcc']);
    assert.equal(profile, 'strict');
    assert.deepEqual(args, ['a b', '', '&']);
  });

  it('takes one argument as a list of one', async () => {
    const { app, jobs } = benchOf();
    await app.inject(raw('x', '?args=only'));
    assert.deepEqual(jobs[0]?.submission.args, ['only']);
  });

  it('takes text/x-csrc, and any case and charset of the media type', async () => {
    const { app } = benchOf();
    for (const type of ['text/x-csrc', 'TEXT/X-C', 'text/x-c; charset=iso-8859-1']) {
      assert.equal((await app.inject(raw('x', '', { 'content-type': type }))).statusCode, 200, type);
    }
  });

  for (const [name, bytes] of [
    ['NUL', Buffer.from('a\0b')],
    ['a byte order mark', Buffer.from('\ufeffint x;')],
    ['CR LF', Buffer.from('a\r\nb\r')],
    ['Latin-1', Buffer.from([0x22, 0xe9, 0x22])],
    ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['nothing', Buffer.alloc(0)],
  ] as const) {
    it(`hands over unchanged a source with ${name}`, async () => {
      const { app, jobs } = benchOf();
      assert.equal((await app.inject(raw(bytes))).statusCode, 200);
      const { source: text, files } = jobs[0]?.submission ?? assert.fail();
      const file = files?.[0];
      const arrived = file === undefined ? Buffer.from(text ?? '') : Buffer.from(file.content, file.encoding);
      assert.deepEqual(arrived, bytes);
      assert.ok(file === undefined || file.path === 'main.c');
    });
  }

  for (const [name, query, field, message] of [
    [
      'an unknown parameter',
      '?limits=1',
      'limits',
      /^query parameter limits is not known; known are std, optimize, compiler, profile, args$/,
    ],
    ['an unknown standard', '?std=c98', 'std', /must be one of c89, .*received "c98"/],
    ['a standard given twice', '?std=c99&std=c11', 'std', /must be one of/],
    ['an unknown compiler', '?compiler=cc', 'compiler', /gcc, tcc, clang/],
    ['an argument with NUL', '?args=a&args=%00', 'args[1]', /NUL/],
    ['too many arguments', `?${'args=a&'.repeat(65)}`, 'args', /at most 64 items/],
    ['a forbidden name', '?__proto__=1', '__proto__', /not known/],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { app, jobs } = benchOf();
      const reply = await app.inject(raw('x', query));
      assert.equal(reply.statusCode, 400);
      const { error } = ErrorReply.parse(reply.json());
      assert.equal(error.field, field);
      assert.match(error.message, message);
      assert.equal(jobs.length, 0);
    });
  }

  it('names the parameter where a worker refuses a field', async () => {
    const error = new AppError('invalid_field', { field: 'compiler.standard', message: 'tcc has no C23' });
    const { app } = benchOf({ submit: () => Promise.reject(error) });
    const reply = await app.inject(raw('x', '?compiler=tcc&std=c23'));
    assert.equal(reply.statusCode, 400);
    assert.equal(ErrorReply.parse(reply.json()).error.field, 'std');
  });

  it('refuses a source above the bound', async () => {
    const { app } = benchOf();
    const reply = await app.inject(raw(Buffer.alloc(submissionBounds.sourceBytes.maximum + 1, 'x')));
    assert.equal(reply.statusCode, 413);
    assert.match(reply.body, /at most 1048576 bytes, received 1048577/);
    const largest = await app.inject(raw(Buffer.alloc(submissionBounds.sourceBytes.maximum, 'x')));
    assert.equal(largest.statusCode, 200);
  });
});
