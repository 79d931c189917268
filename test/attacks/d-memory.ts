// D: memory.

import assert from 'node:assert/strict';
import { type Attack, refusedCall, scripted, snippet, sourceOf, submit } from './attack.js';
import { memoryFigures } from './e-figures.js';
import { readAttacks } from './read-attacks.js';

const MiB = 1024 * 1024;
const small = { limits: { memoryBytes: 32 * MiB } };

/** Memory in one go and all of it touched. */
const touched = (mebibytes: number) =>
  `size_t size = ${mebibytes}ul << 20; volatile char *p = malloc(size); must(p); for (size_t i = 0; i < size; i += 4096) p[i] = 1;`;

export const memoryAttacks: Attack[] = [
  snippet('D01', 'malloc and touch for ever', 'for (;;) memset(malloc(1 << 20), 1, 1 << 20);', {
    verdict: 'memory_limit',
    request: small,
  }),
  snippet(
    'D02',
    'malloc of 1 TB without touching it',
    'void *p = malloc(1ul << 40); (void)p; puts("still here");',
    {
      request: small,
      expect: { stdout: 'still here\n' },
    },
  ),
  snippet(
    'D03',
    'calloc for ever',
    'for (;;) { volatile char *p = calloc(1 << 18, 4); for (int i = 0; i < 1 << 20; i += 4096) p[i] = 1; }',
    {
      verdict: 'memory_limit',
      request: small,
    },
  ),
  snippet(
    'D03',
    'realloc that doubles',
    'char *p = NULL; for (size_t n = 4096;; n *= 2) { p = realloc(p, n); must(p); memset(p, 1, n); }',
    {
      verdict: 'memory_limit',
      request: small,
    },
  ),
  snippet('D05', 'alloca(1 GB)', 'volatile char *p = __builtin_alloca(1ul << 30); p[0] = 1;', {
    verdict: 'signal',
    expect: { signal: 'SIGSEGV' },
  }),
  snippet(
    'D09',
    'MAP_POPULATE',
    'must(mmap(0, 256 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED);',
    {
      verdict: ['memory_limit', 'exit_nonzero'],
      request: small,
    },
  ),
  snippet(
    'D09',
    'MAP_LOCKED',
    'must(mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED);',
  ),
  refusedCall('D09', 'mlock', 'call(SYS_mlock, page, 4096)'),
  refusedCall('D09', 'mlock2', 'call(SYS_mlock2, page, 4096, 0)'),
  refusedCall('D09', 'mlockall', 'call(SYS_mlockall, 3)'),
  snippet(
    'D10',
    'MAP_HUGETLB',
    'must(mmap(0, 2 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED); must(errno == ENOMEM || errno == EPERM);',
  ),
  refusedCall('D10', 'memfd_create', 'call(SYS_memfd_create, "x", 0)'),
  refusedCall('D10', 'memfd_secret', 'call(447, 0)'),
  refusedCall('D10', 'shmget', 'call(SYS_shmget, 0, 4096, 01600)'),
  snippet(
    'D11',
    'MAP_FIXED over the stack',
    'mmap((void *)((uintptr_t)&argc & ~4095ul), 1 << 16, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); return argc;',
    {
      verdict: 'signal',
      expect: { signal: 'SIGSEGV' },
    },
  ),
  snippet(
    'D11',
    'MAP_FIXED over the text',
    'mmap((void *)((uintptr_t)&main & ~4095ul), 4096, 1, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); return 0;',
    {
      verdict: 'signal',
      expect: { signal: 'SIGSEGV' },
      request: {
        source: `#include <stdint.h>
#include <sys/mman.h>
int main(void) { mmap((void *)((uintptr_t)&main & ~4095ul), 4096, 1, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); return 0; }`,
      },
    },
  ),
  refusedCall('D12', 'mmap', 'call(SYS_mmap, 0, 4096, 7, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)'),
  refusedCall('D12', 'mmap', 'call(SYS_mmap, 0, 4096, 5, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)'),
  refusedCall('D12', 'mmap', 'call(SYS_mmap, 0, 4096, 7, MAP_PRIVATE, open("x", O_RDWR | O_CREAT, 0700), 0)'),
  snippet(
    'D12',
    'a file of the scratch directory, mapped to be executed',
    `int fd = open("x", O_RDWR | O_CREAT, 0700); must(write(fd, page, 4096) == 4096);
     fails((long)mmap(0, 4096, 5, MAP_PRIVATE, fd, 0), EPERM);`,
    {
      adapted: 'the dynamic linker maps text from files, so this is stopped by the mount (noexec)',
    },
  ),
  snippet(
    'D12',
    'memory of /dev/zero, to be written by one mapping and executed by another',
    `int fd = open("/dev/zero", O_RDWR); must(fd >= 0);
     fails((long)mmap(0, 4096, 5, MAP_SHARED, fd, 0), EPERM);`,
    {
      adapted: 'the dynamic linker maps text from files, so this is stopped by the mount (noexec)',
    },
  ),
  refusedCall('D12', 'mprotect', 'call(SYS_mprotect, (uintptr_t)page & ~4095ul, 4096, 5)'),
  refusedCall('D12', 'pkey_mprotect', 'call(SYS_pkey_mprotect, (uintptr_t)page & ~4095ul, 4096, 5, -1)'),
  refusedCall('D12', 'mmap', 'call(SYS_mmap, 0, 4096, 5, MAP_PRIVATE, 0, 0)', {
    request: { profile: 'strict' },
  }),
  snippet(
    'D13',
    'the advice that is allowed, as a storm',
    'char *p = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); const int ok[] = {0, 1, 2, 3, 4, 8, 14, 15}; for (int i = 0; i < 20000; i++) { p[i] = 1; madvise(p, 1 << 20, ok[i % 8]); }',
  ),
  // HWPOISON, SOFT_OFFLINE, MERGEABLE, REMOVE, DONTFORK, COLD, PAGEOUT, POPULATE_WRITE
  ...[100, 101, 12, 9, 10, 20, 21, 23].map((advice) =>
    refusedCall('D13', 'madvise', `call(SYS_madvise, page, 4096, ${advice})`),
  ),
  refusedCall('D14', 'userfaultfd', 'call(SYS_userfaultfd, 1)'),
  refusedCall('D14', 'process_madvise', 'call(440, 0, page, 1, 4, 0)'),
  refusedCall('D14', 'remap_file_pages', 'call(SYS_remap_file_pages, page, 4096, 0, 0, 0)'),
  refusedCall('D14', 'mbind', 'call(SYS_mbind, page, 4096, 0, 0, 0, 0)'),
  refusedCall('D14', 'set_mempolicy', 'call(SYS_set_mempolicy, 0, 0, 0)'),
  refusedCall('D14', 'migrate_pages', 'call(SYS_migrate_pages, 0, 0, 0, 0)'),
  refusedCall('D14', 'move_pages', 'call(SYS_move_pages, 0, 0, 0, 0, 0, 0)'),
  snippet('D17', '1 MiB below the limit', `setvbuf(stdout, page, _IOFBF, 4096); ${touched(63)}`, {
    request: { limits: { memoryBytes: 64 * MiB } },
  }),
  snippet('D17', '1 MiB above the limit', touched(65), {
    verdict: 'memory_limit',
    request: { limits: { memoryBytes: 64 * MiB } },
  }),
  snippet('D17', '8 MiB above the limit', touched(72), {
    verdict: 'memory_limit',
    request: { limits: { memoryBytes: 64 * MiB } },
  }),
  snippet('D20', '16 MiB of stdin that nobody reads', 'return 0;', {
    request: { stdin: 'x'.repeat(16 * MiB), limits: { memoryBytes: 8 * MiB } },
    adapted: 'stdin may have 16 MiB',
  }),
  scripted('D18', 'the peak is told, not what is left', async ({ service, host }) => {
    const body = `${touched(40)} free((void *)p);`;
    const { verdict, run } = await submit(service.url, {
      source: sourceOf(body),
      limits: { memoryBytes: 64 * MiB },
    });
    assert.equal(verdict, 'ok');
    const peak = run?.usage.memoryBytes ?? 0;
    // A group counts a few pages of the cell's own; without one the pages of libraries are in it.
    const own = host === 'root' ? 1.5 * MiB : 3 * MiB;
    assert.ok(peak >= 40 * MiB && peak <= 40 * MiB + own, `${peak} bytes`);
  }),
  ...memoryFigures,
  ...readAttacks('d'),
];
