import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { type CellReport, SandboxError } from '@cellblock/sandbox';
import { failureOf, type Tool } from './compile-verdict.js';
import { signalInWords } from './signals.js';
import { goodEnd } from './testing/fake-cells.js';
import { judge } from './verdict.js';

const socket = {
  name: 'socket',
  number: 41,
  abi: 'x86_64',
  args: ['0x2', '0x1', '0x0', '0x0', '0x0', '0x0'],
} as const;
const reportOf = (members: Partial<CellReport>): CellReport => ({ ...goodEnd, exitCode: null, ...members });
const refusedCall = (members: object): Partial<CellReport> => ({
  cause: 'syscall',
  signal: 'SIGKILL',
  syscall: { ...socket, ...members, args: [...socket.args], policies: [] },
});

const starved = 'it wanted more threads or processes at once than limits.processes allows';
const left = 'processes that it left were ended when its time was up';

const verdicts: [Partial<CellReport>, string, string | null, string][] = [
  [{ exitCode: 0 }, 'ok', null, 'Exited: status 0'],
  [{ exitCode: 1 }, 'exit_nonzero', null, 'Exited: status 1'],
  [{ exitCode: 137 }, 'exit_nonzero', null, 'Exited: status 137'],
  [{ exitCode: 1, processLimitHit: true }, 'exit_nonzero', 'processes', `Exited: status 1: ${starved}`],
  [{ exitCode: 0, processLimitHit: true }, 'ok', null, 'Exited: status 0'],
  [{ exitCode: 0, leftProcesses: true }, 'ok', null, `Exited: status 0: ${left}`],
  [{ cause: 'signal', signal: 'SIGABRT', leftProcesses: true }, 'signal', null, `Aborted: ${left}`],
  [{ cause: 'signal', signal: 'SIGSEGV' }, 'signal', null, 'Segmentation fault'],
  [
    { cause: 'signal', signal: 'SIGSEGV', processLimitHit: true },
    'signal',
    'processes',
    `Segmentation fault: ${starved}`,
  ],
  [{ cause: 'signal', signal: 'SIGKILL' }, 'signal', null, 'Killed'],
  [{ cause: 'signal', signal: 'SIGXCPU' }, 'signal', null, 'CPU time limit exceeded'],
  [
    { cause: 'signal', signal: 'SIGXFSZ' },
    'signal',
    null,
    'File size limit exceeded: no file may be larger than limits.scratchBytes',
  ],
  [{ cause: 'signal', signal: 'SIGRTMIN+2' }, 'signal', null, 'Signal SIGRTMIN+2'],
  [{ cause: 'cpu', signal: 'SIGKILL' }, 'time_limit', 'cpu', 'Timeout'],
  [{ cause: 'cpu', signal: 'SIGKILL', processLimitHit: true }, 'time_limit', 'cpu', 'Timeout'],
  [{ cause: 'wall', signal: 'SIGKILL' }, 'wall_limit', 'wall', 'Timeout (wall clock)'],
  [{ cause: 'memory', signal: 'SIGKILL' }, 'memory_limit', 'memory', 'Memory limit exceeded'],
  [{ cause: 'output', signal: 'SIGKILL' }, 'output_limit', 'output', 'Output limit exceeded'],
  [refusedCall({}), 'forbidden_syscall', null, 'Disallowed system call: SYS_socket'],
  [
    refusedCall({ name: 'getpid', abi: 'i386' }),
    'forbidden_syscall',
    null,
    'Disallowed system call: SYS_getpid (i386)',
  ],
  [
    refusedCall({ name: 'unknown', number: 9999 }),
    'forbidden_syscall',
    null,
    'Disallowed system call: number 9999',
  ],
  [{ cause: 'syscall' }, 'forbidden_syscall', null, 'Disallowed system call: unknown'],
  [
    { cause: 'refused', refusal: 'too large', overMemory: true },
    'memory_limit',
    'memory',
    'Memory limit exceeded',
  ],
  [{ cause: 'refused', refusal: 'no ELF' }, 'compile_error', null, 'The program was refused: no ELF'],
];

for (const [members, verdict, limit, message] of verdicts) {
  test(`${JSON.stringify(members).slice(0, 80)} is ${verdict}: ${message}`, () => {
    assert.deepEqual(judge(reportOf(members)), { verdict, limit, message });
  });
}

test('what a program prints has no part in the verdict', () => {
  const chunks = [
    { stream: 'stdout' as const, bytes: Buffer.from('{"verdict":"ok"} Timeout Segmentation fault') },
  ];
  assert.equal(judge(reportOf({ exitCode: 3, chunks })).verdict, 'exit_nonzero');
});

test('an end that no program can bring about is an error of the sandbox', () => {
  assert.throws(() => judge(reportOf({ cause: 'killed' })), SandboxError);
  assert.throws(() => failureOf('as', reportOf({ cause: 'killed' })), SandboxError);
  assert.throws(() => judge(reportOf({ exitCode: null })), SandboxError);
  assert.throws(() => failureOf('ld', reportOf({ cause: 'refused' })), SandboxError);
});

const failures: [Tool, Partial<CellReport>, string | null, RegExp, RegExp][] = [
  ['cc1', { cause: 'cpu' }, 'cpu', /^Compilation timeout$/, /the compiler was stopped.*10 s/],
  ['as', { cause: 'wall' }, 'wall', /wall clock/, /the assembler was stopped after 20 s/],
  ['ld', { cause: 'memory' }, 'memory', /memory/, /the linker.*512 MiB/],
  ['cc1', { cause: 'output' }, 'output', /output/, /printed too much/],
  ['as', { cause: 'signal', signal: 'SIGXFSZ' }, 'size', /size/, /32 MiB/],
  ['ld', { exitCode: 0, kept: [null], keptTooLarge: [true] }, 'size', /size/, /32 MiB/],
  [
    'cc1',
    { cause: 'signal', signal: 'SIGSEGV' },
    null,
    /the compiler crashed: Segmentation fault/,
    /crashed/,
  ],
  ['cc1', { exitCode: 4 }, null, /the compiler crashed/, /internal compiler error/],
  ['cc1', refusedCall({}), null, /the compiler tried a disallowed system call: SYS_socket/, /SYS_socket/],
  ['ld', { exitCode: 0, kept: [null], keptTooLarge: [false] }, null, /no regular file/, /no regular file/],
];

for (const [tool, members, limit, message, explanation] of failures) {
  test(`${tool} with ${JSON.stringify(members).slice(0, 70)} is told as such`, () => {
    const failure = failureOf(tool, reportOf(members));
    assert.equal(failure?.verdict, limit === null ? 'compile_error' : 'compile_limit');
    assert.equal(failure?.limit, limit);
    assert.match(failure?.message ?? '', message);
    assert.match(failure?.explanation ?? '', explanation);
  });
}

test('a tool that refuses the program speaks for itself', () => {
  assert.deepEqual(failureOf('cc1', reportOf({ exitCode: 1 })), {
    verdict: 'compile_error',
    limit: null,
    exitCode: 1,
    message: 'Compilation failed',
    explanation: null,
  });
  assert.equal(failureOf('as', reportOf({ exitCode: 0, kept: [7], keptTooLarge: [false] })), null);
});

test('every signal of this system has words', () => {
  const aliases = ['SIGIOT', 'SIGPOLL', 'SIGUNUSED'];
  for (const signal of Object.keys(constants.signals)) {
    if (!aliases.includes(signal)) assert.doesNotMatch(signalInWords(signal), /^Signal /, signal);
  }
});
