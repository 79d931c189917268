// M: what one job could leave to the next in the same slot.

import assert from 'node:assert/strict';
import type { BlobId, CellReport, Warden } from '@cellblock/sandbox';
import { bytesOf, specOf } from '../sandbox/spec.js';
import type { Arena } from './arena.js';
import { type Attack, refusedCall, scripted, snippet, sourceOf, submit } from './attack.js';
import { elfOf, keepBytes, play } from './native.js';

const MiB = 1024 * 1024;
const hostileUse = {
  memory: 'for (;;) memset(malloc(1 << 20), 1, 1 << 20);',
  files: 'for (int i = 0; i < 5000; i++) { char name[16]; sprintf(name, "f%d", i); creat(name, 0600); }',
  scratch:
    'signal(SIGXFSZ, SIG_IGN); int fd = creat("big", 0600); while (write(fd, page, sizeof page) > 0) continue;',
  time: 'for (;;) __asm__ volatile("");',
  output: 'for (;;) write(1, page, sizeof page);',
  call: 'call(SYS_socket, 2, 1, 0);',
  crash: '*(volatile int *)0 = 0;',
  stop: 'raise(SIGSTOP);',
};

type Slot = {
  warden: Warden;
  run(source: string, limits?: object): Promise<CellReport>;
  close(): Promise<void>;
};

/** A warden with so few slots that one job follows the other in the same; the first slot compiles. */
async function openSlot({ startWarden }: Arena): Promise<Slot> {
  const warden = await startWarden(2);
  const artifacts = new Map<string, BlobId>();
  return {
    warden,
    async run(source, limits = {}) {
      const blob = artifacts.get(source) ?? (await keepBytes(warden, await elfOf(source)));
      artifacts.set(source, blob);
      return play(
        warden,
        { blob },
        { limits: { cpuMs: 300, wallMs: 10_000, scratchInodes: 1_000, ...limits } },
      );
    },
    close: () => warden.close(),
  };
}

function inOneSlot(
  id: string,
  name: string,
  body: (slot: Slot, arena: Arena) => Promise<void>,
  adapted?: string,
): Attack {
  const details = { alone: true, ...(adapted === undefined ? {} : { adapted }) };
  return scripted(
    id,
    name,
    async (arena) => {
      const slot = await openSlot(arena);
      try {
        await body(slot, arena);
      } finally {
        await slot.close();
      }
    },
    details,
  );
}

const benign = sourceOf('char *p = malloc(1 << 20); memset(p, 1, 1 << 20); puts("well"); return p[5] - 1;');

const settings = sourceOf(`
  struct { unsigned long cur, max; } limit; sigset_t mask; sigprocmask(SIG_BLOCK, NULL, &mask);
  for (int r = 0; r < 16; r++) { call(SYS_prlimit64, 0, r, 0, &limit); printf("%lu %lu ", limit.cur, limit.max); }
  for (int s = 1; s < 65; s++) { struct sigaction a = {0}; sigaction(s, NULL, &a); printf("%d%d", a.sa_handler != SIG_DFL, sigismember(&mask, s)); }
  char here[99] = ""; getcwd(here, 99);
  printf(" %o %s %ld %d %d %ld", umask(0), here, call(SYS_getpriority, 0, 0), getpgrp(), getsid(0), call(SYS_sched_getaffinity, 0, 128, page));
  struct stat s; for (int fd = 0; fd < 64; fd++) if (fstat(fd, &s) == 0) printf(" %d:%o:%d", fd, s.st_mode, fcntl(fd, F_GETFL));`);
const changes =
  sourceOf(`for (int s = 1; s < 32; s++) signal(s, SIG_IGN); sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL);
  umask(0777); mkdir("d", 0700); chdir("d"); fcntl(1, F_SETFL, O_NONBLOCK | O_APPEND); alarm(100); for (int i = 3; i < 60; i++) dup2(1, i);`);

const written =
  sourceOf(`const char *const places[] = {"/tmp/left", "left-here", "/dev/shm/left", "/var/tmp/left"};
  for (int i = 0; i < 4; i++) { must(open(places[i], O_RDONLY) == -1); creat(places[i], 0600); } must(open("left-here", O_RDONLY) >= 0);`);

/** Every byte of memory that is new to a program must be zero; `fill` leaves some that isn't. */
const fill = sourceOf(
  'for (int i = 0; i < 48; i++) memset(malloc(1 << 20), 0xa5, 1 << 20); for (int i = 0; i < 16; i++) write(1, page, 4096);',
);
const scan =
  sourceOf(`for (int i = 0; i < 48; i++) { unsigned char *p = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int at = 0; at < 1 << 20; at++) if (p[at]) return printf("%x at %d\\n", p[at], at); } return 0;`);

const family = (body: string) => ({ source: sourceOf(body), profile: 'processes' as const });

export const nextJobAttacks: Attack[] = [
  scripted('M01', 'files: each of twenty runs finds none of the others', async ({ service }) => {
    for (let time = 0; time < 20; time += 4) {
      const results = await Promise.all(
        Array.from({ length: 4 }, () => submit(service.url, { source: written })),
      );
      for (const { verdict, run } of results) assert.equal(verdict, 'ok', run?.stdout);
    }
  }),
  scripted(
    'M02',
    'a daemon that outlives its parent',
    async ({ service, invariants }) => {
      const daemon =
        'if (fork() == 0) { setsid(); for (int s = 1; s < 65; s++) signal(s, SIG_IGN); if (fork() == 0) for (;;) pause(); _exit(0); } usleep(20000);';
      assert.equal((await submit(service.url, family(daemon))).verdict, 'ok');
      assert.equal((await submit(service.url, family('fails(kill(-1, 0), ESRCH);'))).verdict, 'ok');
      await invariants.assertSettled();
    },
    { alone: true },
  ),
  scripted('M03', "objects and headers that a program leaves are nobody else's", async ({ service }) => {
    const poison = sourceOf(
      'const char *const names[] = {"main.o", "a.out", "stdio.h", "main.c", "stdio.h.gch"}; for (int i = 0; i < 5; i++) { int fd = creat(names[i], 0600); write(fd, "#error poison", 13); }',
    );
    assert.equal((await submit(service.url, { source: poison })).verdict, 'ok');
    assert.equal((await submit(service.url, { source: sourceOf('puts("clean");') })).run?.stdout, 'clean\n');
  }),
  snippet(
    'M04',
    'files of the tree, written in every way there is',
    `const char *const files[] = {"/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"};
     for (int i = 0; i < 2; i++) {
       must(open(files[i], O_RDWR) == -1); must(open(files[i], O_WRONLY | O_TRUNC) == -1); must(truncate(files[i], 0) == -1);
       must(unlink(files[i]) == -1); must(rename(files[i], "/tmp/x") == -1);
       int fd = open(files[i], O_RDONLY); must(fd >= 0); must(ftruncate(fd, 0) == -1); must(write(fd, "x", 1) == -1);
       must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
       char *p = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0); must(p != MAP_FAILED); must(mprotect(p, 4096, PROT_READ | PROT_WRITE) == -1);
     }`,
  ),
  inOneSlot('M05', 'masks, handlers, limits, descriptors, directories: all as they were', async ({ run }) => {
    const before = bytesOf(await run(settings)).toString();
    assert.notEqual(before, '');
    assert.equal((await run(changes)).cause, 'exit');
    assert.equal(bytesOf(await run(settings)).toString(), before);
  }),
  ...['shmget', 'semget', 'msgget', 'mq_open', 'add_key', 'socket'].map((name) =>
    refusedCall('M06', name, `call(SYS_${name}, 77, 1, 01666, 0, 0)`, { request: { profile: 'processes' } }),
  ),
  scripted('M07', 'environment and arguments are the same for all', async ({ service }) => {
    const source = sourceOf(
      'extern char **environ; for (char **e = environ; *e; e++) puts(*e); printf("%d %s\\n", argc, argv[0]);',
    );
    assert.equal(
      (await submit(service.url, { source })).run?.stdout,
      'PATH=/usr/bin:/bin\nHOME=/tmp\nLANG=C.UTF-8\n1 ./a.out\n',
    );
  }),
  inOneSlot(
    'M08',
    'a slot that was used up serves the next job as well',
    async ({ run }) => {
      const first = await run(benign);
      for (const [name, body] of Object.entries(hostileUse)) {
        await run(sourceOf(body), { wallMs: 1_000 });
        let fastest = Infinity;
        for (let time = 0; time < 5 && fastest > 2 * first.usage.wallMs + 50; time++) {
          const next = await run(benign);
          assert.deepEqual(
            [name, next.cause, next.exitCode, bytesOf(next).toString()],
            [name, 'exit', 0, 'well\n'],
          );
          fastest = Math.min(fastest, next.usage.wallMs);
        }
        assert.ok(fastest <= 2 * first.usage.wallMs + 50, `after ${name}: ${fastest} ms`);
      }
    },
    'the time may double, and the best of five counts, as others use the machine too',
  ),
  inOneSlot('M09', 'a job that can not even start', async ({ run }) => {
    for (const memoryBytes of [4096, 64 * 1024, 256 * 1024]) {
      const { cause, overMemory } = await run(benign, { memoryBytes });
      assert.ok(
        cause === 'memory' || cause === 'signal' || (cause === 'refused' && overMemory),
        `${memoryBytes}: ${cause}`,
      );
      assert.equal((await run(benign)).cause, 'exit');
    }
  }),
  inOneSlot('M10', 'memory of the last job is zero', async ({ run }) => {
    for (let time = 0; time < 3; time++) {
      assert.equal((await run(fill)).cause, 'exit');
      const seen = await run(scan, { cpuMs: 3_000 });
      assert.deepEqual([seen.cause, seen.exitCode, bytesOf(seen).toString()], ['exit', 0, '']);
    }
  }),
  inOneSlot('M11', 'memory of the last job is not counted', async ({ run }) => {
    const first = (await run(benign)).usage.memoryBytes;
    for (const body of [hostileUse.memory, hostileUse.scratch, hostileUse.files]) await run(sourceOf(body));
    const last = (await run(benign)).usage.memoryBytes;
    assert.ok(Math.abs(last - first) < MiB, `${first} and then ${last} bytes`);
  }),
  scripted(
    'M12',
    'an army of zombies',
    async ({ service, invariants }) => {
      const army = 'for (int i = 0; i < 20; i++) if (fork() == 0) _exit(0); usleep(20000);';
      assert.equal((await submit(service.url, family(army))).verdict, 'ok');
      await invariants.assertSettled();
    },
    { alone: true },
  ),
  inOneSlot(
    'M13',
    'two hundred runs',
    async ({ run }) => {
      for (let time = 0; time < 200; time++) assert.equal((await run(benign)).cause, 'exit');
    },
    'as many as --repeat makes it, not a million; that nothing is left is looked at after the class',
  ),
  inOneSlot(
    'M14',
    'killed at any moment: the slot is clean',
    async ({ warden, run }) => {
      const blob = await keepBytes(warden, await elfOf(benign));
      for (let step = 0; step < 60; step++) {
        const cell = warden.start({ ...specOf({}), program: { blob } });
        await new Promise((resolve) => setTimeout(resolve, step / 8));
        cell.kill();
        const { cause } = await cell.report;
        assert.ok(cause === 'killed' || cause === 'exit', cause);
      }
      assert.equal((await run(benign)).cause, 'exit');
    },
    'in steps of an eighth of a millisecond; failing system calls are injected elsewhere',
  ),
];
