// Piston's contract, field by field, over a door that answers what a test says.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Outcome, Submission, type SubmissionInput } from '@cellblock/contract';
import type { Grant } from '@cellblock/queue';
import fc from 'fast-check';
import { answered, benchOf, outcomeOf, refusedOutcome } from '../../door-for-tests.js';

const worker = {
  id: 'w1',
  ready: true,
  sandbox: { cgroup: 'v2' },
  rootfs: '0123456789abcdef',
  compilers: { gcc: '12.2.0', tcc: '0.9.27' },
  concurrency: 2,
  programs: 2,
};

const bench = (outcome: Outcome = outcomeOf('out\n')) =>
  benchOf({ adapters: ['piston'], status: { workers: [worker] }, submit: answered(outcome) });

const { app, jobs } = bench();
const file = { name: 'main.c', content: 'int main;' };
const order = { language: 'c', version: '*', files: [file] };

const send = (payload: unknown, { url = '/api/v2/execute', headers = {}, to = app } = {}) =>
  to.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

/** The submission that a body becomes. */
async function submissionOf(more: object): Promise<Submission> {
  jobs.length = 0;
  const reply = await send({ ...order, ...more });
  assert.equal(reply.statusCode, 200, reply.body);
  return jobs[0]?.submission ?? assert.fail('nothing was submitted');
}

describe("Piston's runtimes", () => {
  it('are the compilers of the workers, under both bases', async () => {
    for (const base of ['/api/v2', '/piston/api/v2']) {
      assert.deepEqual((await app.inject(`${base}/runtimes`)).json(), [
        { language: 'c', version: '12.2.0', aliases: ['gcc'], runtime: 'gcc' },
        { language: 'c', version: '0.9.27', aliases: ['tcc'], runtime: 'tcc' },
      ]);
    }
  });

  for (const [language, version, compiler] of [
    ['c', '*', 'gcc'],
    ['c', '12.x', 'gcc'],
    ['c', '^12.0.0', 'gcc'],
    ['gcc', '12.2.0', 'gcc'],
    ['c', '0.9.27', 'tcc'],
    ['c', '<1', 'tcc'],
    ['tcc', '*', 'tcc'],
  ]) {
    it(`are found by ${language} ${version}`, async () => {
      assert.equal((await submissionOf({ language, version })).compiler.name, compiler);
    });
  }
});

describe('POST /execute', () => {
  for (const [title, body, message] of [
    ['no language', { ...order, language: undefined }, 'language is required as a string'],
    ['a language that is none', { ...order, language: 5 }, 'language is required as a string'],
    ['no version', { ...order, version: undefined }, 'version is required as a string'],
    ['no files', { ...order, files: undefined }, 'files is required as an array'],
    [
      'a file without content',
      { ...order, files: [file, { name: 'x' }] },
      'files[1].content is required as a string',
    ],
    [
      'an unknown language',
      { ...order, language: 'html', version: '5.0.0' },
      'html-5.0.0 runtime is unknown',
    ],
    ['an unknown version', { ...order, version: '10.x' }, 'c-10.x runtime is unknown'],
    ['a version that is no range', { ...order, version: 'new' }, 'c-new runtime is unknown'],
    [
      'no text',
      { ...order, files: [{ content: 'aW50', encoding: 'base64' }] },
      'files must include at least one utf8 encoded file',
    ],
    [
      'a limit that is no number',
      { ...order, run_timeout: '5' },
      'If specified, run_timeout must be a number',
    ],
    [
      'a limit above ours',
      { ...order, run_timeout: 60_001 },
      'run_timeout cannot exceed the configured limit of 60000',
    ],
    [
      'a limit of the compiler above its own',
      { ...order, compile_timeout: 10_001 },
      'compile_timeout cannot exceed the configured limit of 10000',
    ],
    ['a limit below nothing', { ...order, run_cpu_time: -1 }, 'run_cpu_time must be non-negative'],
    [
      'a path that leaves the folder',
      { ...order, files: [{ ...file, name: '../x.c' }] },
      /files\[0\]\.name must be a relative path/,
    ],
  ] as const) {
    it(`refuses ${title} in Piston's words`, async () => {
      const reply = await send(body);
      assert.equal(reply.statusCode, 400);
      const told: { message: string } = reply.json();
      assert.deepEqual(Object.keys(told), ['message']);
      if (typeof message === 'string') assert.equal(told.message, message);
      else assert.match(told.message, message);
    });
  }

  it('makes files sources, and lays all of them beside the program', async () => {
    const { files, inputs } = await submissionOf({
      files: [
        file,
        { content: 'int x;' },
        { name: 'lib/a.h', content: '' },
        { name: 'data', content: '00ff', encoding: 'hex' },
        { name: 'odd.c', content: 'int y;', encoding: 'rot13' },
      ],
    });
    assert.deepEqual(
      files?.map(({ path }) => path),
      ['main.c', 'file1.c', 'lib/a.h', 'odd.c'],
    );
    assert.deepEqual(
      inputs.map(({ path, content, encoding }) => [path, Buffer.from(content, encoding).toString('hex')]),
      [
        ['main.c', Buffer.from(file.content).toString('hex')],
        ['file1.c', Buffer.from('int x;').toString('hex')],
        ['lib/a.h', ''],
        ['data', '00ff'],
        ['odd.c', Buffer.from('int y;').toString('hex')],
      ],
    );
  });

  it('ends stdin with a line, passes arguments, and may fork', async () => {
    const { stdin, args, profile } = await submissionOf({ stdin: 'a', args: ['x', 5] });
    assert.deepEqual([stdin, args, profile], ['a\n', ['x', '5'], 'processes']);
    assert.equal((await submissionOf({ stdin: 'a\n' })).stdin, 'a\n');
    assert.equal((await submissionOf({})).stdin, '\n');
  });

  for (const [asked, limits] of [
    [{}, { wallMs: 3000, cpuMs: 3000, memoryBytes: 1 << 30 }],
    [
      { run_timeout: 0, run_memory_limit: -1 },
      { wallMs: 3000, cpuMs: 3000, memoryBytes: 1 << 30 },
    ],
    [
      { run_timeout: 500, run_cpu_time: 250.4, run_memory_limit: 1e7 },
      { wallMs: 500, cpuMs: 250, memoryBytes: 1e7 },
    ],
    [
      { run_timeout: 1, run_memory_limit: 1 },
      { wallMs: 10, cpuMs: 3000, memoryBytes: 1 << 22 },
    ],
  ] satisfies [object, object][]) {
    it(`has the limits ${JSON.stringify(asked)}`, async () => {
      const { wallMs, cpuMs, memoryBytes, processes } = (await submissionOf(asked)).limits;
      assert.deepEqual({ wallMs, cpuMs, memoryBytes }, limits);
      assert.equal(processes, 64);
    });
  }

  const ended = { stdout: 'out\n', stderr: '', output: 'out\n' };
  const killed = { code: null, signal: 'SIGKILL' };
  for (const [verdict, run, stage] of [
    ['ok', {}, { code: 0, signal: null, message: null, status: null }],
    [
      'exit_nonzero',
      { exitCode: 3 },
      { code: 3, signal: null, message: 'Exited with error status 3', status: 'RE' },
    ],
    [
      'signal',
      { signal: 'SIGSEGV' },
      { code: null, signal: 'SIGSEGV', message: 'Caught fatal signal 11', status: 'SG' },
    ],
    [
      'signal',
      { signal: 'SIGRTMIN+2' },
      { code: null, signal: 'SIGRTMIN+2', message: 'Caught fatal signal 36', status: 'SG' },
    ],
    ['time_limit', {}, { ...killed, message: 'Time limit exceeded', status: 'TO' }],
    ['wall_limit', {}, { ...killed, message: 'Time limit exceeded (wall clock)', status: 'TO' }],
    ['memory_limit', {}, { ...killed, message: 'Memory limit exceeded', status: 'SG' }],
    [
      'output_limit',
      { truncated: { stdout: true, stderr: false } },
      { ...killed, message: 'stdout length exceeded', status: 'OL' },
    ],
    [
      'output_limit',
      { truncated: { stdout: false, stderr: true } },
      { ...killed, message: 'stderr length exceeded', status: 'EL' },
    ],
    ['forbidden_syscall', {}, { code: null, signal: 'SIGSYS', message: 'in our words', status: 'SG' }],
    ['internal_error', {}, { ...killed, message: 'in our words', status: 'XX' }],
  ] as const) {
    it(`tells ${verdict} ${JSON.stringify(run)} as ${stage.status}`, async () => {
      const outcome = outcomeOf('out\n', { exitCode: null, ...run });
      const { app: to } = bench({ ...outcome, head: { ...outcome.head, verdict, message: 'in our words' } });
      const { run: told, compile, language, version } = (await send(order, { to })).json();
      assert.deepEqual([language, version], ['c', '12.2.0']);
      assert.deepEqual(told, { ...ended, ...stage, cpu_time: 2, wall_time: 2, memory: 4096 });
      assert.equal(compile.code, 0);
    });
  }

  it('has a copy of a compilation that failed in place of a run', async () => {
    const { app: to } = bench(refusedOutcome('main.c:1: error\n'));
    const { run, compile } = (await send(order, { to })).json();
    assert.deepEqual(run, compile);
    assert.equal(compile.stderr, 'main.c:1: error\n');
    assert.deepEqual(
      [compile.code, compile.status, compile.message],
      [1, 'RE', 'Exited with error status 1'],
    );
  });

  it('tells bytes that are no text as well as text can', async () => {
    const { app: to } = bench(outcomeOf(Buffer.from([0x61, 0xff, 0x0a])));
    assert.equal((await send(order, { to })).json().run.stdout, 'a\ufffd\n');
  });
});

const rate = { perMinute: 60, remaining: 59, fullInMs: 1000 };
const grant: Grant = {
  name: 'bot',
  id: '0123456789abcdef',
  rank: 'grading',
  ratePerMinute: 60,
  concurrency: 2,
  limits: {},
  isOperator: false,
  expiresAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};

describe("A key's limits", () => {
  const limits = { processes: 3, scratchBytes: 70_000, outputBytes: 2000, cpuMs: 1000 };
  const { app: to, jobs: made } = benchOf({
    adapters: ['piston'],
    needsKey: true,
    status: { workers: [worker] },
    admit: () => ({ kind: 'in', grant: { ...grant, limits }, rate, leave: () => {} }),
  });
  const headers = { authorization: `Bearer cb_${'k'.repeat(43)}` };

  it('bound what Piston has no field for, and its defaults', async () => {
    assert.equal((await send(order, { to, headers })).statusCode, 200);
    const { processes, scratchBytes, outputBytes, cpuMs } = made[0]?.submission.limits ?? {};
    assert.deepEqual({ processes, scratchBytes, outputBytes, cpuMs }, limits);
  });

  it("are told in Piston's words", async () => {
    const reply = await send({ ...order, run_cpu_time: 1001 }, { to, headers });
    assert.equal(reply.statusCode, 400);
    assert.equal(reply.json().message, 'run_cpu_time cannot exceed the configured limit of 1000');
  });
});

describe("Piston's errors", () => {
  it('are a message, for what is no JSON, of another type, or nowhere', async () => {
    assert.equal((await send('{')).statusCode, 400);
    assert.match((await send('{')).json().message, /not JSON/);
    const typed = await send('x', { headers: { 'content-type': 'text/plain' } });
    assert.equal(typed.statusCode, 415);
    assert.deepEqual(typed.json(), { message: 'requests must be of type application/json' });
    for (const url of ['/api/v2', '/api/v2/', '/api/v2/nope', '/piston/api/v2/a/b']) {
      const lost = await app.inject(url);
      assert.equal(lost.statusCode, 404);
      assert.deepEqual(lost.json(), { message: 'Not Found' });
    }
  });

  it('are 503 where no worker or no queue is there, and no runtime is called unknown', async () => {
    for (const status of [{}, { reachable: false }]) {
      const { app: to } = benchOf({ adapters: ['piston'], status });
      const reply = await send(order, { to });
      assert.equal(reply.statusCode, 503);
      assert.deepEqual(Object.keys(reply.json()), ['message']);
      assert.ok(reply.headers['retry-after'] !== undefined);
    }
  });

  it('are none of ours for arguments that have no text', async () => {
    assert.deepEqual((await submissionOf({ args: [{ toString: 1 }] })).args, []);
  });

  it('are one where a key is needed', async () => {
    const { app: to } = benchOf({ adapters: ['piston'], needsKey: true });
    const reply = await send(order, { to });
    assert.equal(reply.statusCode, 401);
    assert.match(reply.json().message, /an API key is needed/);
  });

  it('are not there where the adapter is off', async () => {
    assert.equal((await benchOf().app.inject('/api/v2/runtimes')).statusCode, 404);
  });

  it('are never ours, whatever is sent', async () => {
    const body = fc.record(
      {
        language: fc.oneof(fc.constant('c'), fc.jsonValue()),
        version: fc.oneof(fc.constant('*'), fc.jsonValue()),
        files: fc.oneof(
          fc.array(
            fc.record({
              name: fc.oneof(fc.constant('a.c'), fc.jsonValue()),
              content: fc.string(),
              encoding: fc.jsonValue(),
            }),
          ),
          fc.jsonValue(),
        ),
        stdin: fc.jsonValue(),
        args: fc.jsonValue(),
        run_timeout: fc.jsonValue(),
        compile_memory_limit: fc.jsonValue(),
      },
      { requiredKeys: ['language', 'files'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, fc.jsonValue()), async (payload) => {
        const { statusCode } = await send(payload);
        assert.ok(statusCode === 200 || statusCode === 400, String(statusCode));
      }),
      { numRuns: 300 },
    );
  });
});

describe("Piston's packages", () => {
  const change = (method: 'POST' | 'DELETE', payload: object) =>
    app.inject({ method, url: '/api/v2/packages', payload });

  it('are there already, and stay', async () => {
    assert.deepEqual((await app.inject('/api/v2/packages')).json(), [
      { language: 'gcc', language_version: '12.2.0', installed: true },
      { language: 'tcc', language_version: '0.9.27', installed: true },
    ]);
    const gcc = { language: 'gcc', version: '12.2.0' };
    assert.deepEqual((await change('POST', gcc)).json(), gcc);
    assert.equal((await change('DELETE', gcc)).statusCode, 403);
    assert.deepEqual((await change('POST', { language: 'gcc', version: '*' })).json(), gcc);
    const other = await change('POST', { language: 'gcc', version: '10.2.0' });
    assert.equal(other.statusCode, 404);
    assert.deepEqual(other.json(), { message: 'Requested package gcc-10.2.0 does not exist' });
  });
});

// The submissions are ones that our own door would take.
it('a submission of an order is a submission', async () => {
  const submission: SubmissionInput = await submissionOf({});
  assert.ok(Submission.safeParse(submission).success);
});
