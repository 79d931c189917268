// From what the warden saw of the program to the verdict: one table of rules, the first that holds decides.
// Nothing here looks at output, and no exit code has a meaning of its own.

import type { RunResult, Verdict } from '@cellblock/contract';
import { type CellReport, type RefusedSyscall, SandboxError } from '@cellblock/sandbox';
import { signalInWords } from './signals.js';

type Judgement = { verdict: Verdict; limit: RunResult['limit']; message: string };

type Rule = {
  when: (report: CellReport) => boolean;
  verdict: Verdict;
  limit: RunResult['limit'];
  message: (report: CellReport) => string;
};

const rules: readonly Rule[] = [
  {
    // The segments alone exceed the memory limit, so it was not even started.
    when: ({ cause, overMemory }) => cause === 'refused' && overMemory,
    verdict: 'memory_limit',
    limit: 'memory',
    message: () => 'Memory limit exceeded',
  },
  {
    when: ({ cause }) => cause === 'refused',
    verdict: 'compile_error',
    limit: null,
    message: ({ refusal }) => `The program was refused: ${refusal ?? 'no reason given'}`,
  },
  {
    when: ({ cause }) => cause === 'syscall',
    verdict: 'forbidden_syscall',
    limit: null,
    message: ({ syscall }) => `Disallowed system call: ${syscallInWords(syscall)}`,
  },
  {
    when: ({ cause }) => cause === 'cpu',
    verdict: 'time_limit',
    limit: 'cpu',
    message: () => 'Timeout',
  },
  {
    when: ({ cause }) => cause === 'wall',
    verdict: 'wall_limit',
    limit: 'wall',
    message: () => 'Timeout (wall clock)',
  },
  {
    when: ({ cause }) => cause === 'memory',
    verdict: 'memory_limit',
    limit: 'memory',
    message: () => 'Memory limit exceeded',
  },
  {
    when: ({ cause }) => cause === 'output',
    verdict: 'output_limit',
    limit: 'output',
    message: () => 'Output limit exceeded',
  },
  {
    when: ({ cause, signal }) => cause === 'signal' && signal === 'SIGXFSZ',
    verdict: 'signal',
    limit: null,
    message: ({ signal }) => `${signalInWords(signal)}: no file may be larger than limits.scratchBytes`,
  },
  {
    when: ({ cause }) => cause === 'signal',
    verdict: 'signal',
    limit: null,
    message: ({ signal }) => signalInWords(signal),
  },
  {
    when: ({ cause, exitCode }) => cause === 'exit' && exitCode === 0,
    verdict: 'ok',
    limit: null,
    message: () => 'Exited: status 0',
  },
  {
    when: ({ cause, exitCode }) => cause === 'exit' && exitCode !== null,
    verdict: 'exit_nonzero',
    limit: null,
    message: ({ exitCode }) => `Exited: status ${exitCode}`,
  },
];

/**
 * The verdict on a program that was to run. An end that no program can bring about (killed though nobody asked,
 * input gone) is the sandbox's fault: it throws SandboxError.
 */
export function judge(report: CellReport): Judgement {
  const rule = rules.find(({ when }) => when(report));
  if (rule === undefined) throw new SandboxError('run', report.cause);
  const { verdict, limit, message } = rule;
  // Too many processes is no verdict of its own: the program was told so, and what it made of it counts.
  const isStarved = report.processLimitHit && (verdict === 'signal' || verdict === 'exit_nonzero');
  const words = [message(report), isStarved ? starved : '', report.leftProcesses ? left : ''];
  return {
    verdict,
    limit: isStarved ? 'processes' : limit,
    message: words.filter((each) => each !== '').join(': '),
  };
}

const starved = 'it wanted more threads or processes at once than limits.processes allows';
const left = 'processes that it left were ended when its time was up';

/** The refused call as people write it: SYS_socket, with its ABI where that is not the native one. */
export function syscallInWords(syscall: RefusedSyscall | null): string {
  if (syscall === null) return 'unknown';
  const isNamed = /^[a-z_][a-z0-9_]*$/.test(syscall.name) && syscall.name !== 'unknown';
  const name = isNamed ? `SYS_${syscall.name}` : `number ${syscall.number}`;
  return syscall.abi === 'x86_64' ? name : `${name} (${syscall.abi})`;
}
