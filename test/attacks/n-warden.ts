// N: the warden itself.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CellReport, SandboxError, type Warden } from '@cellblock/sandbox';
import { descendantsOf } from '../processes.js';
import { bytesOf, specOf } from '../sandbox/spec.js';
import { until } from '../until.js';
import { type Attack, refusedCall, scripted, snippet, sourceOf } from './attack.js';
import { elfOf, keepBytes, play } from './native.js';

const MiB = 1024 * 1024;
const nativeSources = fileURLToPath(new URL('../../../native/src/', import.meta.url));
const sources = () => readdirSync(nativeSources).map((file) => readFileSync(nativeSources + file, 'utf8'));

/** Rejects unless starting a cell fails as the sandbox's own fault, at this step. */
async function assertFault(report: Promise<unknown>, step: string): Promise<void> {
  await assert.rejects(
    report,
    (error) => error instanceof SandboxError && error.step === step && error.errno !== '',
  );
}

const racing = `#include <pthread.h>
  #include <stdlib.h>
  #include <sys/socket.h>
  #include <unistd.h>
  static void *call(void *x) { for (;;) socket(2, 1, 0); return x; }
  int main(void) { pthread_t t; for (int i = 0; i < 4; i++) pthread_create(&t, 0, call, 0); _exit(0); }`;

/** The header of an ELF file with some bytes of it changed. */
function mutated(elf: Buffer, seed: number): Buffer {
  const bytes = Buffer.from(elf);
  let x = seed * 2654435761 + 1;
  for (let change = 0; change < 1 + (seed % 6); change++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[x % 700] = x >>> 24;
  }
  return bytes;
}

export const wardenAttacks: Attack[] = [
  scripted(
    'N01',
    'many ends at once: no status is lost',
    async ({ warden }) => {
      const blob = await keepBytes(
        warden,
        await elfOf('#include <stdlib.h>\nint main(int c, char **v) { return atoi(v[1]); }'),
      );
      for (let round = 0; round < 10; round++) {
        const codes = Array.from({ length: 20 }, (_, index) => round * 20 + index);
        const reports = await Promise.all(
          codes.map((code) => play(warden, { blob }, { argv: ['x', String(code)] })),
        );
        assert.deepEqual(
          reports.map(({ exitCode }) => exitCode),
          codes,
        );
      }
      warden.release(blob);
    },
    { alone: true },
  ),
  scripted('N02', 'a kill that comes too late hits nobody', async ({ warden }) => {
    const blob = await keepBytes(
      warden,
      await elfOf('#include <unistd.h>\nint main(void) { usleep(30000); return 5; }'),
    );
    for (let time = 0; time < 10; time++) {
      const over = warden.start({ ...specOf({}), program: { blob } });
      await over.report;
      const next = warden.start({ ...specOf({}), program: { blob } });
      over.kill();
      assert.equal((await next.report).exitCode, 5);
    }
    assert.deepEqual(
      sources().flatMap((text) => text.match(/\bkill\([^,)]*pid[^,)]*, SIG\w+/g) ?? []),
      [],
    );
    warden.release(blob);
  }),
  scripted('N03', 'a program that ends while its call is looked at', async ({ warden }) => {
    const blob = await keepBytes(warden, await elfOf(racing));
    const reports: CellReport[] = [];
    for (let round = 0; round < 6; round++)
      reports.push(...(await Promise.all(Array.from({ length: 10 }, () => play(warden, { blob })))));
    for (const { cause } of reports) assert.ok(cause === 'exit' || cause === 'syscall', cause);
    warden.release(blob);
  }),
  refusedCall('N04', 'socket', 'for (int fd = 0; fd < 1024; fd++) close(fd); call(SYS_socket, 2, 1, 0)'),
  snippet(
    'N05',
    'no descriptor leads to the warden',
    'for (int fd = 3; fd < 1024; fd++) { fails(write(fd, page, sizeof page), EBADF); fails(read(fd, page, 1), EBADF); }',
  ),
  scripted(
    'N06',
    'programs are the first that a host without memory ends, the warden is not',
    async ({ warden }) => {
      const blob = await keepBytes(
        warden,
        await elfOf('#include <unistd.h>\nint main(void) { for (;;) pause(); }'),
      );
      const cell = warden.start({ ...specOf({ limits: { wallMs: 60_000 } }), program: { blob } });
      const textOf = (pid: number, name: string) => {
        try {
          return readFileSync(`/proc/${pid}/${name}`, 'utf8');
        } catch {
          return ''; // gone while we looked
        }
      };
      const scoreOf = (pid: number) => Number(textOf(pid, 'oom_score_adj'));
      let below: Awaited<ReturnType<typeof descendantsOf>> = [];
      const programs = await until('the program runs', async () => {
        below = await descendantsOf(process.pid);
        const found = below.filter(({ pid }) => /^\.\/a\.out\0/.test(textOf(pid, 'cmdline')));
        return found.length === 1 ? found : null;
      });
      for (const { pid } of programs) assert.equal(scoreOf(pid), 1000);
      for (const { pid } of below.filter((one) => one.parent === process.pid)) assert.ok(scoreOf(pid) <= 0);
      cell.kill();
      await cell.report;
      warden.release(blob);
    },
    { alone: true },
  ),
  scripted(
    'N06',
    'memory limits met again and again: the warden is still the same',
    async ({ warden, invariants, host }) => {
      // Without a memory group scratch files have a limit of their own, and each process counts by itself.
      const fill =
        host === 'root'
          ? 'char name[16]; sprintf(name, "%d-%d", getpid(), i % 90); int fd = open(name, O_WRONLY | O_CREAT, 0600); for (int n = 0; n < 64; n++) write(fd, page, sizeof page); close(fd);'
          : 'memset(malloc(sizeof page), 1, sizeof page);';
      const body = `for (int i = 0; i < 3; i++) if (call(SYS_fork) == 0) break; for (int i = 0;; i++) { ${fill} }`;
      const blob = await keepBytes(warden, await elfOf(sourceOf(body)));
      const limits = { memoryBytes: 16 * MiB, scratchBytes: 64 * MiB, processes: 8 };
      for (let time = 0; time < 5; time++) {
        const reports = await Promise.all(
          [1, 2, 3, 4].map(() => play(warden, { blob }, { policy: 'processes', limits })),
        );
        for (const { cause } of reports) assert.equal(cause, 'memory');
      }
      warden.release(blob);
      invariants.glance();
    },
    { alone: true },
  ),
  scripted(
    'N07',
    "the warden has no means to read a program's memory",
    async () => {
      assert.deepEqual(
        sources().flatMap((text) => text.match(/process_vm_\w+|PTRACE_\w+|"[^"]*\/mem"/g) ?? []),
        [],
      );
    },
    { adapted: 'the source is asked' },
  ),
  scripted('N08', 'three hundred broken ELF headers', async ({ warden }) => {
    const elf = await elfOf('int main(void) { return 0; }');
    const seeds = Array.from({ length: 300 }, (_, index) => index);
    const work = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const blob = await keepBytes(warden, mutated(elf, seed));
        const { cause, refusal } = await play(warden, { blob }, { limits: { cpuMs: 100, wallMs: 200 } });
        warden.release(blob);
        assert.notEqual(cause, 'killed');
        assert.equal(cause === 'refused', refusal !== null);
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
  }),
  scripted(
    'N09',
    "a step that fails is named, is nobody's verdict, and leaves a clean slot",
    async ({ warden }) => {
      await assertFault(play(warden, { tool: '/usr/bin/no-such-tool' }), 'program');
      await assertFault(play(warden, { blob: 999_999 }), 'program');
      const tool = '/usr/bin/as';
      const argv = [tool, '--version'];
      await assertFault(
        play(warden, { tool }, { argv, inputs: [{ path: '../up', content: Buffer.from('x') }] }),
        'input',
      );
      await assertFault(
        play(warden, { tool }, { argv, inputs: [{ path: 'x', content: { blob: 999_998 } }] }),
        'input',
      );
      const { cause, exitCode } = await play(warden, { tool }, { argv, limits: { memoryBytes: 256 * MiB } });
      assert.deepEqual([cause, exitCode], ['exit', 0]);
    },
  ),
  scripted('N10', 'stacks and memory too small for an exec', async ({ warden }) => {
    const blob = await keepBytes(warden, await elfOf('int main(void) { return 0; }'));
    for (const limits of [
      { stackBytes: 4096 },
      { stackBytes: 64 * 1024 },
      { memoryBytes: 4096 },
      { memoryBytes: MiB / 4 },
    ]) {
      const { cause, exitCode } = await play(warden, { blob }, { limits });
      assert.ok(
        ['memory', 'signal', 'refused'].includes(cause) || exitCode === 0,
        `${JSON.stringify(limits)}: ${cause}`,
      );
    }
    warden.release(blob);
  }),
  scripted(
    'N11',
    'two wardens share no identity',
    async ({ startWarden, warden }) => {
      const other = await startWarden(2);
      try {
        const elf = await elfOf(
          '#include <stdio.h>\n#include <unistd.h>\nint main(void) { printf("%d", getuid()); }',
        );
        const idOf = async (one: Warden) => {
          const blob = await keepBytes(one, elf);
          const report = await play(one, { blob });
          one.release(blob);
          return Number(bytesOf(report).toString());
        };
        const ranges = [await idOf(warden), await idOf(other)].map((id) =>
          Math.floor((id - 1_900_000_000) / 1024),
        );
        assert.notEqual(ranges[0], ranges[1]);
      } finally {
        await other.close();
      }
    },
    { alone: true },
  ),
  scripted('N12', 'artifacts are executed while others are written', async ({ warden }) => {
    const elf = await elfOf('int main(void) { return 0; }');
    const work = async () => {
      for (let time = 0; time < 12; time++) {
        const blob = await keepBytes(warden, elf);
        const reports = await Promise.all([play(warden, { blob }), play(warden, { blob })]);
        for (const { cause, exitCode, refusal } of reports)
          assert.deepEqual([cause, exitCode, refusal], ['exit', 0, null]);
        warden.release(blob);
      }
    };
    await Promise.all(Array.from({ length: 5 }, work));
  }),
];
