import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '@cellblock/contract';
import { answered, outcomeOf, refusedOutcome } from '../../door-for-tests.js';
import { jobeClient, Result, specOf } from './client-for-tests.js';

const codeRunner = { 'user-agent': 'CodeRunner' };
const crash = {
  reason: 'Read through a null pointer',
  frames: [
    { function: 'get', file: 'main.c', line: 2 },
    { function: 'main', file: 'main.c', line: 7 },
  ],
};

/** An outcome that wrote to both streams, with another head. */
function ended(head: Partial<Outcome['head']>, run: object = {}, stderr = 'words\n'): Outcome {
  const outcome = outcomeOf('so far\n', run);
  const chunks: Outcome['chunks'] = [...outcome.chunks, { stream: 'stderr', bytes: Buffer.from(stderr) }];
  return { ...outcome, chunks, head: { ...outcome.head, ...head } };
}
const silent = (head: Partial<Outcome['head']>, run: object = {}) => ended(head, run, '');

async function resultFor(outcome: Outcome, headers: Record<string, string> = {}, name = '__tester__.c') {
  const { run } = jobeClient({ submit: answered(outcome) });
  const answer = await run(specOf({ sourcefilename: name }), headers);
  assert.deepEqual([answer.status, answer.type], [200, 'application/json; charset=utf-8']);
  return Result.parse(answer.body);
}

type Expected = { outcome: number; cmpinfo?: string; stdout?: string; stderr?: string };

const rows: [what: string, outcome: Outcome, expected: Expected][] = [
  ['a program that is well', silent({}), { outcome: 15 }],
  ['one that writes to stderr', ended({}), { outcome: 12, stderr: 'words\n' }],
  [
    'another status',
    ended({ verdict: 'exit_nonzero', message: 'Exited: status 3' }),
    { outcome: 12, stderr: 'words\nExited: status 3\n' },
  ],
  [
    'a crash that is explained',
    silent({ verdict: 'signal', message: 'Segmentation fault' }, { crash }),
    {
      outcome: 12,
      stderr:
        'Segmentation fault: Read through a null pointer\n    at get (__tester__.c:2)\n    at main (__tester__.c:7)\n',
    },
  ],
  [
    'a crash that is not, after words without an end',
    ended({ verdict: 'signal', message: 'Aborted' }, {}, 'a.out: main.c:2: main: Assertion'),
    { outcome: 12, stderr: 'a.out: __tester__.c:2: main: Assertion\nAborted\n' },
  ],
  ['CPU time used up', ended({ verdict: 'time_limit' }), { outcome: 13 }],
  ['wall time used up', ended({ verdict: 'wall_limit' }), { outcome: 13 }],
  ['too much memory', ended({ verdict: 'memory_limit' }), { outcome: 17 }],
  ['too much output, for CodeRunner', ended({ verdict: 'output_limit' }), { outcome: 30 }],
  [
    'a forbidden call',
    ended({ verdict: 'forbidden_syscall', message: 'Disallowed system call: SYS_socket' }),
    { outcome: 19, cmpinfo: 'Disallowed system call: SYS_socket' },
  ],
  ['a failure of ours', ended({ verdict: 'internal_error' }), { outcome: 20 }],
  [
    'a program that does not compile',
    refusedOutcome('main.c: In function \'main\':\nmain.c:1:2: error: x\n    1 | "main.c: y"\n'),
    {
      outcome: 11,
      stdout: '',
      cmpinfo: '__tester__.c: In function \'main\':\n__tester__.c:1:2: error: x\n    1 | "main.c: y"\n',
    },
  ],
  [
    'a compiler that met a limit and said nothing',
    {
      ...refusedOutcome(''),
      head: { ...refusedOutcome('').head, verdict: 'compile_limit', message: 'Too long' },
    },
    { outcome: 11, stdout: '', cmpinfo: 'Too long\n' },
  ],
];

describe('a result', () => {
  for (const [what, outcome, expected] of rows) {
    it(`of ${what} is outcome ${expected.outcome}`, async () => {
      assert.deepEqual(await resultFor(outcome, codeRunner), {
        run_id: null,
        cmpinfo: '',
        stdout: 'so far\n',
        stderr: '',
        ...expected,
      });
    });
  }

  it('of a program that the compiler warned of is a compile error, as if it had not run', async () => {
    const outcome = ended({});
    const { compile } = outcome.head;
    assert.ok(compile);
    const warned = {
      ...outcome,
      head: { ...outcome.head, compile: { ...compile, output: 'main.c:1:1: warning: w\n' } },
    };
    assert.deepEqual(await resultFor(warned), {
      run_id: null,
      outcome: 11,
      cmpinfo: '__tester__.c:1:1: warning: w\n',
      stdout: '',
      stderr: '',
    });
  });

  it('of too much output is a time limit for clients that know no other word', async () => {
    const outcome = ended({ verdict: 'output_limit' });
    const told = async (headers: Record<string, string>) => (await resultFor(outcome, headers)).outcome;
    assert.equal(await told({}), 13);
    assert.equal(await told({ 'user-agent': 'curl' }), 13);
    assert.equal(await told({ 'x-coderunner-job-id': '0000abcd' }), 30);
  });

  const written: [bytes: Buffer, text: string][] = [
    [Buffer.from('zwölf \u{1f388} /\0\x01'), 'zwölf \u{1f388} /\0\x01'],
    [Buffer.from([0x61, 0x09, 0x0a, 0x0d, 0x01, 0x7e, 0x7f, 0xc0, 0xff]), 'a\t\n\r\\x01~\\x7f\\xc0\\xff'],
    [Buffer.from([0xc3]), '\\xc3'],
  ];
  for (const [bytes, text] of written) {
    it(`has ${JSON.stringify(text)} for the bytes ${bytes.toString('hex')}`, async () => {
      const result = await resultFor(outcomeOf(bytes));
      assert.equal(result.stdout, text);
    });
  }

  it('is not spelled in bytes because output was cut inside a character', async () => {
    const outcome = outcomeOf(Buffer.from([0x61, 0xc3]), { truncated: { stdout: true, stderr: false } });
    const head = { ...outcome.head, verdict: 'output_limit' as const };
    assert.equal((await resultFor({ ...outcome, head })).stdout, 'a');
  });

  it('has a client’s name of any kind', async () => {
    const outcome = refusedOutcome('main.c:1:2: error: x\n');
    for (const name of ['über uns.c', 'main.c', 'prog', '100%.c']) {
      const { cmpinfo } = await resultFor(outcome, {}, name);
      assert.equal(cmpinfo, `${name}:1:2: error: x\n`);
    }
  });

  it('of hostile words is made as fast as any', async () => {
    for (const piece of ['\n', ' at (', '\t\n', ' from ']) {
      const startedAt = performance.now();
      await resultFor(ended({ verdict: 'exit_nonzero' }, {}, piece.repeat(1_000_000 / piece.length)));
      assert.ok(performance.now() - startedAt < 5000, JSON.stringify(piece));
    }
  });
});

it('a large result is sent in pieces, and means the same', async () => {
  const { app } = jobeClient({ submit: answered(outcomeOf(Buffer.alloc(1_000_000, '\u0001'))) });
  const { headers, body } = await app.inject({
    method: 'POST',
    url: '/restapi/runs',
    payload: { run_spec: specOf() },
  });
  assert.equal(headers['content-length'], undefined);
  assert.equal(Result.parse(JSON.parse(body)).stdout, '\u0001'.repeat(1_000_000));
});
