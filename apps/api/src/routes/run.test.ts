import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Result, resultOf, submissionBounds } from '@cellblock/contract';
import { answered, benchOf, outcomeOf } from '../door-for-tests.js';

const source = 'int main(void) { return 0; }';
const json = (payload: object | string, headers: Record<string, string> = {}) =>
  ({
    method: 'POST',
    url: '/run',
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  }) as const;

describe('POST /run with JSON', () => {
  it('hands the submission over with every default, and answers with the result', async () => {
    const { app, jobs } = benchOf({ submit: answered(outcomeOf('hello\n')) });
    const reply = await app.inject(json({ source, limits: { cpuMs: 100 } }));
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    assert.equal(reply.headers.server, undefined);
    const result = Result.parse(reply.json());
    assert.equal(result.id, jobs[0]?.id);
    assert.equal(result.run?.stdout, 'hello\n');
    assert.equal(jobs[0]?.submission.compiler.standard, 'gnu17');
    assert.deepEqual(jobs[0]?.submission.limits, { cpuMs: 100 });
  });

  it('gives each job an id of its own', async () => {
    const { app, jobs } = benchOf();
    await app.inject(json({ source }));
    await app.inject(json({ source }));
    assert.notEqual(jobs[0]?.id, jobs[1]?.id);
  });

  it('says where the time went where it is asked to', async () => {
    const outcome = outcomeOf('');
    const stages = [{ name: 'run', startMs: 0.1, ms: 0.2, cellMs: 0.1 }];
    const timings = { totalMs: 0.001, queueMs: 0, stages };
    const { app, jobs } = benchOf({ submit: answered({ ...outcome, head: { ...outcome.head, timings } }) });
    const told = Result.parse((await app.inject(json({ source, timings: true }))).json()).timings;
    assert.equal(jobs[0]?.submission.timings, true);
    assert.deepEqual(told?.stages, stages);
    assert.ok(told.totalMs > told.queueMs);
    assert.ok(Math.abs(told.totalMs - told.queueMs - 0.001) < 0.0005);
  });

  it('says nothing of times where it is not asked to', async () => {
    const { app } = benchOf();
    assert.ok(!('timings' in (await app.inject(json({ source }))).json()));
  });

  for (const verdict of ['compile_error', 'time_limit', 'forbidden_syscall', 'internal_error'] as const) {
    it(`answers 200 to ${verdict}`, async () => {
      const outcome = outcomeOf('');
      const { app } = benchOf({ submit: answered({ ...outcome, head: { ...outcome.head, verdict } }) });
      const reply = await app.inject(json({ source }));
      assert.equal(reply.statusCode, 200);
      assert.equal(Result.parse(reply.json()).verdict, verdict);
    });
  }

  it('carries binary output as base64', async () => {
    const { app } = benchOf({ submit: answered(outcomeOf(Buffer.from([0xff, 0]))) });
    const { run } = Result.parse((await app.inject(json({ source }))).json());
    assert.equal(run?.encoding, 'base64');
    assert.equal(run?.stdout, '/wA=');
  });

  it('sends 16 MiB of output unharmed', async () => {
    const outcome = outcomeOf(Buffer.alloc(16 * 1024 * 1024, 'line "é"\n'));
    const { app } = benchOf({ submit: answered(outcome) });
    const result = Result.parse((await app.inject(json({ source }))).json());
    assert.equal(result.run?.stdout, resultOf(outcome).run?.stdout);
  });

  it('takes source and stdin at their maxima, spelled in the longest way', async () => {
    const { app, jobs } = benchOf();
    const escaped = (bytes: number) => '\\u0001'.repeat(bytes);
    const { sourceBytes, stdinBytes } = submissionBounds;
    const body = `{"source":"${escaped(sourceBytes.maximum)}","stdin":"${escaped(stdinBytes.maximum)}"}`;
    const reply = await app.inject(json(body));
    assert.equal(reply.statusCode, 200);
    assert.equal(jobs[0]?.submission.stdin.length, stdinBytes.maximum);
  });

  it('takes the last of a key given twice', async () => {
    const { app, jobs } = benchOf();
    await app.inject(json('{"source":"a","source":"b"}'));
    assert.equal(jobs[0]?.submission.source, 'b');
  });

  it('answers as text where the client prefers that', async () => {
    const { app } = benchOf({ submit: answered(outcomeOf('hello\n')) });
    const reply = await app.inject(json({ source }, { accept: 'text/plain' }));
    assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(reply.body, 'hello\n');
    assert.equal(reply.headers['cellblock-verdict'], 'ok');
  });

  it('logs one line after it has answered: id, verdict, time, bytes', async () => {
    const { app, jobs, lines } = benchOf({ submit: answered(outcomeOf('hello\n')) });
    await app.inject(json({ source }));
    await new Promise(setImmediate);
    assert.equal(lines.length, 1);
    const { level, msg, id, verdict, ms, bytes } = lines[0] ?? assert.fail();
    assert.deepEqual(
      { level, msg, id, verdict, bytes },
      { level: 30, msg: 'submission', id: jobs[0]?.id, verdict: 'ok', bytes: 6 },
    );
    assert.equal(typeof ms, 'number');
    assert.doesNotMatch(JSON.stringify(lines), /hello|main/);
  });
});
