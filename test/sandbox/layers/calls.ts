// System calls that a program may not make: each is named, and ends it.

import assert from 'node:assert/strict';
import type { CellReport } from '@cellblock/sandbox';
import type { Link } from '../compile.js';
import { probe, said } from '../probe.js';
import type { Wish } from '../spec.js';
import { type Layer, seen } from './layer.js';

/** A program that makes the call that its arguments name: the number, then what is passed. */
const caller = probe(`long a[7] = {0};
  for (int i = 1; i < argc && i < 8; i++) a[i - 1] = strtol(argv[i], 0, 0);
  say("before", "yes");
  say("after", "%s", outcome(syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6])));`);

// x86-64 numbers, which never change.
const refused: readonly (readonly [string, number, ...number[]])[] = [
  ['socket', 41, 2, 1, 0],
  ['connect', 42],
  ['socketpair', 53, 1, 1],
  ['sendmsg', 46, 1],
  ['fork', 57],
  ['vfork', 58],
  ['clone', 56, 17],
  ['execve', 59],
  ['execveat', 322, 0, 0, 0, 0, 0x1000],
  ['ptrace', 101],
  ['mount', 165],
  ['pivot_root', 155],
  ['chroot', 161],
  ['unshare', 272, 0x10000000],
  ['setns', 308],
  ['memfd_create', 319],
  ['bpf', 321],
  ['userfaultfd', 323],
  ['io_uring_setup', 425],
  ['keyctl', 250],
  ['perf_event_open', 298],
  ['open_by_handle_at', 304],
  ['process_vm_readv', 310],
  ['pidfd_getfd', 438],
  ['init_module', 175],
  ['setuid', 105, 0],
  ['seccomp', 317],
  ['symlink', 88],
  ['mknod', 133],
  ['setrlimit', 160],
  ['splice', 275],
  ['personality', 135, 0xffffffff],
  ['modify_ldt', 154],
  ['prctl', 157, 38, 1],
  ['prlimit64', 302, 0, 0, 1],
  ['arch_prctl', 158, 0x1001],
  ['kill', 62, 1, 9],
  ['tgkill', 234, 1, 1, 9],
  ['fcntl', 72, 0, 8, 1],
  ['madvise', 28, 0, 0, 100],
  ['futex', 202, 0, 6],
  ['mprotect', 10, 0, 0, 4],
  ['mmap', 9, 0, 4096, 7, 0x22, -1],
  ['unknown', 9999],
  ['unknown', 600],
];

function checkNamed(report: CellReport, name: string, abi = 'x86_64', number?: number): void {
  assert.equal(report.cause, 'syscall', `${name}: ${report.cause}`);
  assert.equal(report.syscall?.name, name);
  assert.equal(report.syscall?.abi, abi);
  if (number !== undefined) assert.equal(report.syscall?.number, number);
  assert.deepEqual(said(report, 'before'), ['yes']);
  assert.deepEqual(said(report, 'after'), [], 'it never comes back');
}

const named = (layer: {
  name: string;
  source: string;
  call: string;
  abi?: string;
  number?: number;
  spec?: Wish & { link?: Link };
}): Layer => seen({ ...layer, check: (report) => checkNamed(report, layer.call, layer.abi, layer.number) });

const inThread = probe(
  'pthread_t thread; say("before", "yes"); pthread_create(&thread, 0, work, 0); pthread_join(thread, 0); say("after", "");',
  'static void *work(void *nothing) { socket(2, 1, 0); say("after", "yes"); return nothing; }',
);
const inHandler = probe(
  'signal(SIGUSR1, handle); say("before", "yes"); raise(SIGUSR1); say("after", "");',
  'static void handle(int number) { (void)number; socket(2, 1, 0); say("after", "yes"); }',
);
const oldAbi = probe(`long result = 20; say("before", "yes");
  __asm__ volatile("int $0x80" : "+a"(result) :: "memory");
  say("after", "%ld", result);`);

const again = (call: string) =>
  probe(`say("before", "yes"); ${call}; say("after", "%s", strerrorname_np(errno));`);

export const calls: Layer[] = [
  {
    name: 'calls: what no row of the table allows is named',
    async check(lab) {
      for (const [name, number, ...values] of refused) {
        const report = await lab.run(caller, { argv: ['./a.out', ...[number, ...values].map(String)] });
        checkNamed(report, name, 'x86_64', number);
        const args = values.map((value) => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`);
        assert.deepEqual(report.syscall?.args.slice(0, values.length), args, name);
        assert.equal(report.syscall?.args.length, 6);
      }
    },
  },
  named({ name: 'calls: from a thread', source: inThread, call: 'socket' }),
  named({ name: 'calls: from a signal handler', source: inHandler, call: 'socket' }),
  ...(['dynamic', 'static'] satisfies Link[]).map((link) =>
    named({ name: `calls: of a ${link} program`, source: inThread, call: 'socket', spec: { link } }),
  ),
  named({ name: 'calls: of i386, by int 0x80', source: oldAbi, call: 'getpid', abi: 'i386', number: 20 }),
  named({
    name: 'calls: of x32, by their numbers',
    source: caller,
    spec: { argv: ['./a.out', String(0x40000000 + 39)] },
    call: 'getpid',
    abi: 'x32',
    number: 0x40000000 + 39,
  }),
  named({
    name: 'second exec: by name',
    source: again('execve("/lib64/ld-linux-x86-64.so.2", argv, environ)'),
    call: 'execve',
  }),
  named({
    name: 'second exec: by descriptor',
    source: again(
      'syscall(SYS_execveat, open("/lib64/ld-linux-x86-64.so.2", O_RDONLY), "", argv, environ, AT_EMPTY_PATH)',
    ),
    call: 'execveat',
  }),
  seen({
    name: 'calls: a signal can’t pass for one',
    source: probe('raise(SIGSYS);'),
    check: ({ cause, signal, syscall }) =>
      assert.deepEqual([cause, signal, syscall], ['signal', 'SIGSYS', null]),
  }),
];
