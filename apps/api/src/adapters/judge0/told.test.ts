import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '@cellblock/contract';
import { outcomeOf, refusedOutcome } from '../../door-for-tests.js';
import { judge0Client } from './client-for-tests.js';

type Head = Outcome['head'];

function ended(head: Partial<Head>, run: Partial<NonNullable<Head['run']>> = {}, stderr = ''): Outcome {
  const outcome = outcomeOf('out\n', { exitCode: null, ...run });
  const chunks = [...outcome.chunks, { stream: 'stderr' as const, bytes: Buffer.from(stderr) }];
  return { ...outcome, head: { ...outcome.head, ...head }, chunks };
}

const signal = (name: string) => ended({ verdict: 'signal', message: '' }, { signal: name });
const ran = { stdout: 'out\n', stderr: null, compile_output: null, exit_code: null, exit_signal: null };
const bySignal = (exit_signal: number) => ({ message: `Caught fatal signal ${exit_signal}`, exit_signal });
const limited = (limit: 'cpu' | 'size'): Outcome => {
  const outcome = refusedOutcome('');
  const compile = outcome.head.compile && { ...outcome.head.compile, limit };
  return { ...outcome, head: { ...outcome.head, verdict: 'compile_limit', message: 'Too much', compile } };
};

const notRun = { ...ran, stdout: null, time: null, wall_time: null, memory: null, message: null };

const rows: [what: string, outcome: Outcome, status: number, told: object][] = [
  [
    'ok',
    outcomeOf('out\n'),
    3,
    { ...ran, exit_code: 0, message: null, time: '0.002', wall_time: '0.002', memory: 4 },
  ],
  [
    'another status',
    ended({ verdict: 'exit_nonzero' }, { exitCode: 3 }, 'err'),
    11,
    { ...ran, stderr: 'err', exit_code: 3, message: 'Exited with error status 3' },
  ],
  ['SIGSEGV', signal('SIGSEGV'), 7, { ...ran, ...bySignal(11) }],
  ['SIGXFSZ', signal('SIGXFSZ'), 8, { ...ran, ...bySignal(25) }],
  ['SIGFPE', signal('SIGFPE'), 9, { ...ran, ...bySignal(8) }],
  ['SIGABRT', signal('SIGABRT'), 10, { ...ran, ...bySignal(6) }],
  ['SIGTERM', signal('SIGTERM'), 12, { ...ran, ...bySignal(15) }],
  ['a real-time signal', signal('SIGRTMIN+2'), 12, { ...ran, ...bySignal(36) }],
  ['CPU time', ended({ verdict: 'time_limit' }), 5, { ...ran, message: 'Time limit exceeded' }],
  ['wall time', ended({ verdict: 'wall_limit' }), 5, { ...ran, message: 'Time limit exceeded (wall clock)' }],
  [
    'memory',
    ended({ verdict: 'memory_limit', message: 'Memory limit exceeded' }),
    11,
    { ...ran, exit_code: 137, message: 'Memory limit exceeded' },
  ],
  ['output', ended({ verdict: 'output_limit' }), 8, { ...ran, ...bySignal(25) }],
  [
    'a forbidden call',
    ended({ verdict: 'forbidden_syscall', message: 'Disallowed system call: SYS_socket' }),
    11,
    { ...ran, exit_code: 159, message: 'Disallowed system call: SYS_socket' },
  ],
  [
    'a compile error',
    refusedOutcome('main.c:1: error: x\n'),
    6,
    { ...notRun, compile_output: 'main.c:1: error: x\n' },
  ],
  ['compile time', limited('cpu'), 6, { ...notRun, compile_output: 'Compilation time limit exceeded.' }],
  ['the size of the program', limited('size'), 6, { ...notRun, compile_output: 'Too much\n' }],
  [
    'a failure of ours',
    {
      ...refusedOutcome(''),
      head: { id: '', verdict: 'internal_error', message: 'ours', compile: null, run: null },
    },
    13,
    { ...notRun, message: 'ours' },
  ],
];

describe('a submission that ended with', () => {
  for (const [what, came, status, told] of rows) {
    it(`${what} has status ${status}`, async () => {
      const all = await judge0Client({ came }).run();
      assert.equal(all.status_id, status);
      assert.deepEqual({ ...all, ...told }, all);
    });
  }
});

describe('what is expected', () => {
  const compared: [expected: string | null, status: number][] = [
    [null, 3],
    ['out', 3],
    ['out  \n\n', 3],
    ['out\nmore', 4],
    [' out', 4],
    ['OUT', 4],
  ];
  for (const [expected_output, status] of compared) {
    it(`as ${JSON.stringify(expected_output)} is status ${status}`, async () => {
      assert.equal(
        (await judge0Client({ came: outcomeOf('out\n') }).run({ expected_output })).status_id,
        status,
      );
    });
  }

  it('does not matter where the program failed', async () => {
    const all = await judge0Client({ came: signal('SIGSEGV') }).run({ expected_output: 'out' });
    assert.equal(all.status_id, 7);
  });
});

describe('a submission', () => {
  it('that waits, runs, or was lost says so', async () => {
    const told = async (state: 'queued' | 'running' | 'failed' | 'cancelled') => {
      const { status, message, finished_at, time } = await judge0Client({ state }).run();
      return [status, message, finished_at === null, time];
    };
    assert.deepEqual(await told('queued'), [{ id: 1, description: 'In Queue' }, null, true, null]);
    assert.deepEqual(await told('running'), [{ id: 2, description: 'Processing' }, null, true, null]);
    const internal = { id: 13, description: 'Internal Error' };
    assert.deepEqual(await told('failed'), [internal, 'the worker was lost', false, null]);
    assert.deepEqual(await told('cancelled'), [internal, 'the job was called off', false, null]);
  });

  it('has its dates in the one form that clients parse', async () => {
    const { created_at, finished_at } = await judge0Client().run();
    assert.deepEqual([created_at, finished_at], ['2023-11-14T22:13:20.123Z', '2023-11-14T22:13:21.000Z']);
  });

  it('has all in stdout where stderr is redirected', async () => {
    const came = ended({}, { exitCode: 0 }, 'err');
    const { stdout, stderr } = await judge0Client({ came }).run({ redirect_stderr_to_stdout: true });
    assert.deepEqual([stdout, stderr], ['out\nerr', null]);
  });

  it('has the usual fields, those that are asked for, or all', async () => {
    const { run, ask } = judge0Client();
    const names = async (query: string) => Object.keys(await run({}, query));
    const usual = ['stdout', 'time', 'memory', 'stderr', 'token', 'compile_output', 'message', 'status'];
    assert.deepEqual(await names(''), usual);
    assert.deepEqual(await names('fields='), usual);
    assert.deepEqual(await names('fields=token,%20status_id'), ['status_id', 'token']);
    assert.equal((await names('fields=*')).length, 35);
    for (const [method, path] of [
      ['POST', '/submissions'],
      ['GET', '/submissions/x'],
      ['GET', '/submissions/batch'],
    ] as const) {
      const { status, body } = await ask(
        method,
        `${path}?fields=token,x,y`,
        method === 'POST' ? {} : undefined,
      );
      assert.deepEqual([status, body], [400, { error: 'invalid fields: [x, y]' }]);
    }
  });

  it('whose output is no text is told of in base64 alone', async () => {
    const { run, ask, posted } = judge0Client({ came: outcomeOf(Buffer.from([0xff])) });
    const error =
      'some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true query parameter';
    const told = await run({}, '');
    const token = posted[0]?.job.id;
    assert.deepEqual(told, { error, token });
    assert.deepEqual(await ask('GET', `/submissions/${token}`), { status: 400, body: { error } });
    assert.deepEqual(await ask('GET', `/submissions/${token}?base64_encoded=true&fields=stdout`), {
      status: 200,
      body: { stdout: '/w==' },
    });
    assert.equal((await ask('GET', `/submissions/${token}?fields=token`)).status, 200);
    assert.equal((await ask('GET', `/submissions/batch?tokens=${token}`)).status, 400);
  });

  it('that was cut inside a character is text all the same', async () => {
    const came = ended({ verdict: 'output_limit' }, { truncated: { stdout: true, stderr: false } });
    const cut = { ...came, chunks: [{ stream: 'stdout' as const, bytes: Buffer.from([0x61, 0xc3]) }] };
    assert.equal((await judge0Client({ came: cut }).run()).stdout, 'a');
  });
});
