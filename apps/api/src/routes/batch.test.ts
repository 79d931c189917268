// POST /batch over a door that the test answers for.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, BatchEntry, ErrorReply, type Outcome } from '@cellblock/contract';
import type { RunJob } from '@cellblock/queue';
import { listening, waitingDoor } from '../client-for-tests.js';
import { type BenchOptions, benchOf, outcomeOf } from '../door-for-tests.js';

const echo = async ({ id, submission }: RunJob): Promise<Outcome> => {
  const outcome = outcomeOf(submission.source ?? '');
  return { ...outcome, head: { ...outcome.head, id } };
};

function batchBench(options: BenchOptions = {}) {
  const bench = benchOf({ submit: echo, ...options });
  const post = (payload: unknown, headers: Record<string, string> = {}) =>
    bench.app.inject({
      method: 'POST',
      url: '/batch',
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(payload),
    });
  return { ...bench, post };
}

const sources = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ source: `program ${index}` }));
const stdoutOf = (entry: BatchEntry) => ('result' in entry ? entry.result.run?.stdout : entry.error.code);
const entriesOf = (list: unknown[]) => list.map((entry) => BatchEntry.parse(entry));

describe('POST /batch', () => {
  it('answers each of 500 submissions, in order', async () => {
    const { post } = batchBench();
    const response = await post({ submissions: sources(500) });
    assert.equal(response.statusCode, 200);
    const entries = entriesOf(response.json());
    assert.deepEqual(
      entries.map((entry) => [entry.index, stdoutOf(entry)]),
      sources(500).map(({ source }, index) => [index, source]),
    );
  });

  it('has as many listeners for the client’s hanging up as jobs, of which node warns nobody', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => void warnings.push(warning);
    process.on('warning', hear);
    const { post } = batchBench({
      submit: async (job, signal) => {
        signal.addEventListener('abort', () => {});
        return echo(job);
      },
    });
    await post({ submissions: sources(20) });
    await new Promise(setImmediate);
    process.off('warning', hear);
    assert.deepEqual(warnings, []);
  });

  it('answers in lines where that is accepted', async () => {
    const { post } = batchBench();
    const response = await post({ submissions: sources(3) }, { accept: 'application/x-ndjson' });
    assert.equal(response.headers['content-type'], 'application/x-ndjson');
    const lines = response.body.trimEnd().split('\n');
    assert.deepEqual(
      entriesOf(lines.map((line) => JSON.parse(line))).map(stdoutOf),
      sources(3).map(({ source }) => source),
    );
  });

  it('answers what is no submission with an error of its own, and runs the others', async () => {
    const { post, jobs } = batchBench();
    const [one] = sources(1);
    const response = await post({
      submissions: [one, { sauce: '' }, 7, { ...one, limits: { cpuMs: 1 } }, one],
    });
    const entries = entriesOf(response.json());
    assert.deepEqual(
      entries.map((entry) => ('error' in entry ? [entry.error.code, entry.error.field] : 'result')),
      [
        'result',
        ['invalid_field', 'submissions[1].sauce'],
        ['invalid_field', undefined],
        ['invalid_field', 'submissions[3].limits.cpuMs'],
        'result',
      ],
    );
    const last = entries[3];
    assert.match(
      last !== undefined && 'error' in last ? last.error.message : '',
      /^submissions\[3\]\.limits\.cpuMs must be at least 10/,
    );
    assert.equal(jobs.length, 2);
  });

  it('tells of a failure of ours in its place, without what is behind it', async () => {
    const submit: BenchOptions['submit'] = (job) =>
      job.submission.source === 'program 1'
        ? Promise.reject(new AppError('worker_failed', { cause: new Error('secret') }))
        : echo(job);
    const { post } = batchBench({ submit });
    const response = await post({ submissions: sources(3) });
    assert.deepEqual(entriesOf(response.json()).map(stdoutOf), ['program 0', 'worker_failed', 'program 2']);
    assert.doesNotMatch(response.body, /secret/);
  });

  const refused: [string, unknown, string | undefined][] = [
    ['an empty batch', { submissions: [] }, 'submissions'],
    ['501 submissions', { submissions: sources(501) }, 'submissions'],
    ['no batch', {}, 'submissions'],
    ['a list', [], undefined],
    ['more', { submissions: sources(1), callback: '' }, 'callback'],
  ];
  for (const [name, body, field] of refused) {
    it(`refuses ${name} by name`, async () => {
      const { post, jobs } = batchBench();
      const response = await post(body);
      assert.equal(response.statusCode, 400);
      assert.equal(ErrorReply.parse(response.json()).error.field, field);
      assert.equal(jobs.length, 0);
    });
  }

  it('holds few answers at once, fewer of programs that may write much', async () => {
    for (const [outputBytes, most] of [
      [1024, 16],
      [16 * 1024 * 1024, 2],
    ] as const) {
      let busy = 0;
      let busiest = 0;
      const submit: BenchOptions['submit'] = async (job) => {
        busy += 1;
        busiest = Math.max(busiest, busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy -= 1;
        return echo(job);
      };
      const { post } = batchBench({ submit });
      const limits = { outputBytes };
      await post({ submissions: sources(40).map((one) => ({ ...one, limits })) });
      assert.ok(busiest <= most && busiest > 0, `${busiest} of ${outputBytes} at once`);
    }
  });

  it('sends the first answers while others are under way, and calls off the rest when the client goes', async () => {
    const door = waitingDoor();
    const { dial, close } = await listening({ submit: door.submit });
    try {
      const { socket, until } = await dial();
      const body = JSON.stringify({ submissions: sources(30) });
      socket.write(
        `POST /batch HTTP/1.1\r\nhost: x\r\naccept: application/x-ndjson\r\ncontent-type: application/json\r\n` +
          `content-length: ${body.length}\r\n\r\n${body}`,
      );
      await door.arrived(16);
      assert.equal(door.signals.length, 16);
      door.answer(0, 'the first');
      await until(/the first/);
      await door.arrived(17);
      const signal = door.signals[1] ?? assert.fail('no job');
      const calledOff = new Promise((resolve) => signal.addEventListener('abort', resolve));
      socket.destroy();
      await calledOff;
    } finally {
      await close();
    }
  });
});
