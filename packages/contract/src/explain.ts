// What a verdict means and what can be done about it, from the facts of the result alone, as keys of the page's texts.

import type { JobEvent } from './events.js';
import { hintsFor } from './hints.js';
import type { ForbiddenSyscall } from './result.js';

type Told = Exclude<Extract<JobEvent, { type: 'verdict' }>['result'], { tests: unknown }>;

/** What is looked at of a result. */
export type Head = Pick<Told, 'verdict' | 'message' | 'compile'> & {
  run: Omit<NonNullable<Told['run']>, 'outputs'> | null;
};

/** Texts by key, and what may be raised or chosen to get further. */
export type Explanation = {
  texts: { key: string; values?: Record<string, string> }[];
  raise?: string;
  profile?: string;
};

// A call by what it is for; a call in no row is for the kernel alone.
const families: Record<string, readonly string[]> = {
  process: [
    'fork',
    'vfork',
    'clone',
    'clone3',
    'wait4',
    'waitid',
    'kill',
    'tkill',
    'tgkill',
    'setsid',
    'setpgid',
    'pipe',
    'pipe2',
  ],
  execute: ['execve', 'execveat'],
  network: [
    'socket',
    'socketpair',
    'connect',
    'bind',
    'listen',
    'accept',
    'accept4',
    'sendto',
    'recvfrom',
    'sendmsg',
    'recvmsg',
  ],
  file: [
    'open',
    'openat',
    'openat2',
    'creat',
    'mkdir',
    'rename',
    'unlink',
    'unlinkat',
    'rmdir',
    'getdents64',
    'stat',
    'newfstatat',
  ],
  spy: ['ptrace', 'process_vm_readv', 'process_vm_writev', 'perf_event_open', 'bpf', 'kcmp'],
  identity: ['setuid', 'setgid', 'setresuid', 'setresgid', 'capset', 'chroot', 'unshare', 'setns'],
};

const limitNames: Record<string, string> = {
  time_limit: 'cpuMs',
  wall_limit: 'wallMs',
  memory_limit: 'memoryBytes',
  output_limit: 'outputBytes',
};

/** The key of what a verdict is called: a signal that another sent, as Ctrl-C does, is no crash of the program. */
export const nameOf = ({ verdict, run }: Head): string =>
  verdict === 'signal' && signalKeys[run?.signal ?? ''] === undefined
    ? 'verdict.ended'
    : `verdict.${verdict}`;

// The ends that take from a program what it has printed and not handed on.
const suddenEnds: ReadonlySet<string> = new Set([
  'signal',
  'time_limit',
  'wall_limit',
  'memory_limit',
  'forbidden_syscall',
]);
// What stdio hands to a pipe, unless it is told to flush.
const blockBytes = 4096;
const printing = /\b(?:v?f?printf|f?puts|f?putc|putchar|fwrite)\b/;

/** Whether a program of these sources may have printed more than the bytes of stdout that came. */
export const mayLackOutput = ({ verdict }: Head, stdoutBytes: number, sources: string[]): boolean =>
  suddenEnds.has(verdict) && stdoutBytes % blockBytes === 0 && sources.some((each) => printing.test(each));

const reading = /\b(?:scanf|getchar|gets)\s*\(|\bstdin\b/;

/** Whether it may have met the end of its input where its author thought of being asked. */
export const mayLackInput = ({ run }: Head, stdin: string, sources: string[]): boolean =>
  run !== null && stdin === '' && sources.some((each) => reading.test(each));

/** Explains a result, first what the compiler said of it; nothing to say is no texts. */
export function explain(head: Head): Explanation {
  const { texts, ...rest } = explainVerdict(head);
  const hints = hintsFor(head.compile).map(({ name }) => ({ key: `hint.${name}` }));
  return { texts: [...hints, ...texts], ...rest };
}

function explainVerdict({ verdict, run }: Head): Explanation {
  if (run?.forbiddenSyscall !== null && run?.forbiddenSyscall !== undefined)
    return forbidden(run.forbiddenSyscall);
  const limit = limitNames[verdict];
  if (limit !== undefined) {
    const isComputing = verdict === 'wall_limit' && run !== null && run.usage.cpuMs * 4 > run.usage.wallMs;
    return { texts: [{ key: isComputing ? 'explain.computing' : `explain.${verdict}` }], raise: limit };
  }
  if (run?.limit === 'processes') return { texts: [{ key: 'explain.processes' }], raise: 'processes' };
  if (verdict === 'signal') return signalled(run?.signal ?? '');
  return verdict === 'compile_limit' ? { texts: [{ key: 'explain.compile_limit' }] } : { texts: [] };
}

function forbidden({ name, allowedIn: [profile] }: ForbiddenSyscall): Explanation {
  const family = Object.keys(families).find((each) => families[each]?.includes(name)) ?? 'kernel';
  const texts = [{ key: 'explain.forbidden', values: { name } }, { key: `call.${family}` }];
  return profile === undefined ? { texts } : { texts, profile };
}

const signalKeys: Record<string, string> = {
  SIGSEGV: 'signal.SIGSEGV',
  SIGBUS: 'signal.SIGSEGV',
  SIGABRT: 'signal.SIGABRT',
  SIGFPE: 'signal.SIGFPE',
  SIGILL: 'signal.SIGILL',
};

const signalled = (signal: string): Explanation => {
  const key = signalKeys[signal];
  return { texts: key === undefined ? [] : [{ key }] };
};
