// What goes wrong with which call: errnos that the kernel has for it, or that everything can meet.

import type { Call, Way } from './sabotage.js';

const byCall: Record<string, readonly Way[]> = {
  accept4: ['EMFILE', 'ECONNABORTED'],
  brk: [], // it has no errno: it tells where the break is
  clone: ['EAGAIN', 'ENOMEM'],
  clone3: ['EAGAIN', 'ENOMEM', 'ENOSPC'],
  close: ['EIO', 'EINTR'],
  close_range: ['EINVAL', 'EMFILE'],
  connect: ['ECONNREFUSED', 'EAGAIN'],
  dup3: ['EBUSY', 'EINTR'],
  epoll_ctl: ['ENOMEM', 'ENOSPC'],
  epoll_wait: ['EINTR'],
  execve: ['ENOMEM', 'EIO', 'EMFILE'],
  execveat: ['ENOMEM', 'EIO', 'EAGAIN'],
  fcntl: ['EMFILE', 'ENOMEM'],
  fork: ['EAGAIN', 'ENOMEM'],
  getrandom: ['EAGAIN', 'EINTR'],
  ioctl: ['EINTR', 'ENOMEM'],
  landlock_create_ruleset: ['ENOMEM', 'EMFILE'],
  landlock_add_rule: ['ENOMEM', 'EINVAL'],
  landlock_restrict_self: ['ENOMEM', 'E2BIG'],
  memfd_create: ['EMFILE', 'ENOMEM'],
  mkdirat: ['ENOSPC', 'ENOMEM'],
  mmap: ['ENOMEM', 'EAGAIN'],
  mount: ['ENOMEM', 'EPERM', 'ENOSPC'],
  munmap: ['ENOMEM'],
  newfstatat: ['EIO', 'ENOMEM'],
  openat: ['EMFILE', 'ENOMEM', 'EIO'],
  openat2: ['EMFILE', 'ENOMEM', 'EAGAIN'],
  pidfd_send_signal: ['ESRCH', 'EPERM'],
  pipe2: ['EMFILE', 'ENFILE'],
  pivot_root: ['EBUSY', 'EPERM'],
  poll: ['EINTR', 'ENOMEM'],
  pread64: ['EIO', 'EINTR'],
  prctl: ['EPERM', 'EINVAL'],
  prlimit64: ['EPERM', 'EINVAL'],
  read: ['EIO', 'EINTR'],
  recvmsg: ['EINTR', 'ENOMEM'],
  seccomp: ['ENOMEM', 'EBUSY'],
  sendfile: ['EIO', 'ENOSPC', 'EINTR'],
  sendmsg: ['ENOBUFS', 'EMFILE', 'EINTR'],
  setgroups: ['EPERM', 'ENOMEM'],
  sethostname: ['EPERM', 'EFAULT'],
  setpriority: ['EACCES', 'EPERM'],
  setresgid: ['EAGAIN', 'EPERM'],
  setresuid: ['EAGAIN', 'EPERM'],
  setsockopt: ['ENOBUFS', 'EPERM'],
  socketpair: ['EMFILE', 'ENFILE'],
  timerfd_create: ['EMFILE', 'ENOMEM'],
  timerfd_settime: ['ECANCELED', 'EINVAL'],
  umount2: ['EBUSY', 'EPERM'],
  unlinkat: ['EBUSY', 'EIO'],
  unshare: ['ENOMEM', 'ENOSPC', 'EPERM'],
  wait4: ['EINTR'],
  waitid: ['EINTR'],
  write: ['EIO', 'ENOSPC', 'EINTR'],
};

const anyCall: readonly Way[] = ['EIO', 'ENOMEM', 'EPERM'];

/** The warden's end of the control socket. Where that fails for good, its caller is gone, and it ends. */
const controlFd = 3;

/** Whether the call is one by which the warden speaks to its caller, made with that first argument. */
export const isOfControl = ({ role, name }: Call, first: number | null) =>
  role === 'warden' && first === controlFd && (name === 'read' || name === 'write');

// They don't come back, so nothing can be told to them.
const endings = ['exit', 'exit_group', 'rt_sigreturn', 'restart_syscall'];

/** All ways in which a call is made to go wrong. */
export function waysOf(call: Call): Way[] {
  return [...errnosOf(call), 'kill', 'hold'];
}

function errnosOf(call: Call): readonly Way[] {
  const { name, first } = call;
  if (endings.includes(name)) return [];
  if (isOfControl(call, first)) return ['EINTR', 'EAGAIN'];
  return byCall[name] ?? anyCall;
}
