// J: the parts of the kernel that have had the most holes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Attack, refusedCall, scripted, snippet } from './attack.js';
import { elfOf, keepBytes, play } from './native.js';
import { readAttacks } from './read-attacks.js';

const instruction = (name: string, code: string, signal: string[]) =>
  snippet('J11', name, `__asm__ volatile("${code}" ::: "memory"); return 99;`, {
    verdict: 'signal',
    expect: { signal },
  });
const fault = ['SIGSEGV'];
// qemu's own processor doesn't know each instruction that others have without saying so.
const isEmulated = /^model name.*QEMU TCG/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
const rounds = 8;

// Random calls with random arguments: of the numbers that are allowed, so that it goes on for long, and now and then
// of any number, which is the end.
const random = `
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static uint64_t state;
static char page[1 << 16];
static uint64_t next(void) { state ^= state << 13; state ^= state >> 7; return state ^= state << 17; }
static long value(void) {
    switch (next() % 8) {
    case 0: return 0;
    case 1: return -1;
    case 2: return (long)(page + next() % sizeof page);
    case 3: return (long)(next() % 300);
    case 4: return 1l << next() % 64;
    case 5: return (long)&state;
    case 6: return (long)(0x7fff00000000 + next() % (1ul << 32));
    default: return (long)next();
    }
}
int main(int argc, char **argv) {
    static const short calls[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 24, 25, 26, 32, 33, 36, 37, 38,
        39, 63, 74, 75, 76, 77, 79, 80, 82, 83, 84, 85, 87, 89, 95, 96, 97, 98, 99, 100, 102, 104, 107, 108, 110, 111, 115, 118, 120, 121,
        124, 127, 131, 140, 143, 145, 146, 147, 186, 201, 202, 204, 217, 218, 219, 221, 228, 229, 257, 258, 262, 263, 264, 267, 269, 270,
        273, 285, 292, 295, 296, 302, 309, 316, 318, 332, 334, 435, 439};
    state = strtoul(argv[1], NULL, 10) * 0x9e3779b97f4a7c15 + 1;
    for (long i = 0; i < 1000000; i++) {
        long number = next() % 200000 == 0 ? (long)(next() % 500) : calls[next() % (sizeof calls / sizeof *calls)];
        syscall(number, value(), value(), value(), value(), value(), value());
    }
    return 0;
}`;

export const kernelAttacks: Attack[] = [
  refusedCall('J01', 'io_uring_setup', 'call(425, 8, page)'),
  refusedCall('J01', 'io_uring_enter', 'call(426, 0, 1, 1, 0, 0, 0)'),
  refusedCall('J01', 'io_uring_register', 'call(427, 0, 0, page, 1)'),
  refusedCall('J02', 'bpf', 'call(SYS_bpf, 5, page, 72)'),
  refusedCall('J02', 'perf_event_open', 'call(SYS_perf_event_open, page, 0, -1, -1, 0)'),
  refusedCall('J04', 'splice', 'call(SYS_splice, 0, 0, 1, 0, 4096, 0)'),
  refusedCall('J04', 'tee', 'call(SYS_tee, 0, 1, 4096, 0)'),
  refusedCall('J04', 'vmsplice', 'call(SYS_vmsplice, 1, page, 1, 0)'),
  refusedCall('J04', 'pipe2', 'call(SYS_pipe2, page, 0x80)', { request: { profile: 'processes' } }),
  refusedCall('J04', 'sendfile', 'call(SYS_sendfile, 1, 0, 0, 4096)'),
  refusedCall('J04', 'copy_file_range', 'call(SYS_copy_file_range, 0, 0, 1, 0, 4096, 0)'),
  refusedCall('J05', 'init_module', 'call(SYS_init_module, page, 4096, "")'),
  refusedCall('J05', 'finit_module', 'call(SYS_finit_module, 0, "", 0)'),
  refusedCall('J05', 'delete_module', 'call(SYS_delete_module, "x", 0)'),
  refusedCall('J05', 'kexec_load', 'call(SYS_kexec_load, 0, 0, 0, 0)'),
  refusedCall('J05', 'kexec_file_load', 'call(SYS_kexec_file_load, 0, 0, 0, 0, 0)'),
  refusedCall('J05', 'reboot', 'call(SYS_reboot, 0xfee1dead, 672274793, 0x1234567, 0)'),
  refusedCall('J05', 'swapon', 'call(SYS_swapon, "x", 0)'),
  refusedCall('J05', 'swapoff', 'call(SYS_swapoff, "x")'),
  refusedCall('J05', 'acct', 'call(SYS_acct, "x")'),
  refusedCall('J05', 'syslog', 'call(SYS_syslog, 3, page, 4096)'),
  refusedCall('J05', 'sethostname', 'call(SYS_sethostname, "x", 1)'),
  refusedCall('J06', 'unshare', 'call(SYS_unshare, 0x50000000)'),
  refusedCall('J07', 'timer_create', 'for (;;) call(SYS_timer_create, 1, 0, page)'),
  refusedCall('J07', 'rt_sigqueueinfo', 'for (;;) call(SYS_rt_sigqueueinfo, getpid(), 34, page)'),
  // listmount, statmount, mseal, cachestat, futex_wait, map_shadow_stack, fchmodat2, setxattrat, open_tree_attr
  ...[458, 457, 462, 451, 455, 453, 452, 463, 467].map((number) =>
    snippet(
      'J09',
      `number ${number}, newer than the headers`,
      `call(${number}, page, page, page, page, 0, 0); return 99;`,
      {
        verdict: 'forbidden_syscall',
        expect: { message: 'call' },
      },
    ),
  ),
  scripted('J10', 'a million random calls', async ({ warden }) => {
    const blob = await keepBytes(warden, await elfOf(random));
    const limits = { cpuMs: 1_500, wallMs: 2_000 };
    const seed = () => String(Math.floor(Math.random() * 2 ** 31));
    const reports = await Promise.all(
      Array.from({ length: rounds }, () => play(warden, { blob }, { argv: ['random', seed()], limits })),
    );
    warden.release(blob);
    for (const { cause } of reports) assert.notEqual(cause, 'killed');
  }),
  instruction('ud2', 'ud2', ['SIGILL']),
  instruction('hlt', 'hlt', fault),
  instruction('cli', 'cli', fault),
  instruction('in', 'inb $0x60, %%al', fault),
  instruction('out', 'outb %%al, $0x60', fault),
  instruction('int3', 'int3', ['SIGTRAP']),
  instruction('icebp', '.byte 0xf1', [isEmulated ? 'SIGILL' : 'SIGTRAP']),
  instruction('a jump to where no address is', 'mov $0x8000000000000000, %%rax; jmp *%%rax', fault),
  instruction('division by zero', 'xor %%ecx, %%ecx; xor %%edx, %%edx; mov $1, %%eax; div %%ecx', ['SIGFPE']),
  instruction('an unaligned SSE access', 'movaps 1(%%rsp), %%xmm0; movaps 2(%%rsp), %%xmm0', fault),
  instruction('mov to cr0', 'mov %%rax, %%cr0', fault),
  instruction('rdmsr', 'rdmsr', fault),
  instruction('wrmsr', 'wrmsr', fault),
  instruction('lgdt', 'lgdt (%%rsp)', fault),
  instruction('int $0x81', 'int $0x81', fault),
  instruction('the trap flag', 'pushfq; orq $0x100, (%%rsp); popfq; nop', ['SIGTRAP']),
  ...[
    'rdtsc',
    'rdrand %%rax',
    'cpuid',
    'xor %%ecx, %%ecx; xgetbv',
    'xor %%ecx, %%ecx; rdpmc',
    'sgdt -64(%%rsp)',
    'pause',
  ].map((code) =>
    snippet('J12', code, `__asm__ volatile("${code}" ::: "rax", "rbx", "rcx", "rdx", "memory");`, {
      verdict: ['ok', 'signal'],
    }),
  ),
  ...readAttacks('j'),
];
