// What a verdict means and what can be done about it, from the facts of the result alone.

import type { ForbiddenSyscall, JobEvent } from '@cellblock/contract';

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

/** Explains a result; nothing to say is no texts. */
export function explain({ verdict, run }: Head): Explanation {
  if (run?.forbiddenSyscall !== null && run?.forbiddenSyscall !== undefined)
    return forbidden(run.forbiddenSyscall);
  const limit = limitNames[verdict];
  if (limit !== undefined) return { texts: [{ key: `explain.${verdict}` }], raise: limit };
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
