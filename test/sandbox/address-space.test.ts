// The limit on a process's address space: what goes beyond it is refused, and the program goes on.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab } from './cell.js';
import { probe, said } from './probe.js';
import { MiB, textOf } from './spec.js';

const addressSpaceBytes = 100 * MiB;
const limits = { addressSpaceBytes, memoryBytes: 256 * MiB };

const threads = 'static void *idle(void *nothing) { pause(); return nothing; }';

/** What the program is refused beyond the limit and given below it, as 0 for refused and 1 for given. */
const wishes: [what: string, source: string, said: string][] = [
  ['malloc', 'say("got", "%d %d", malloc(101 << 20) != 0, malloc(50 << 20) != 0);', '0 1'],
  ['realloc', 'char *all = malloc(1); say("got", "%d", realloc(all, 120 << 20) != 0);', '0'],
  [
    'mmap, touched or not',
    'say("got", "%d %d", mmap(0, 101 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED, mmap(0, 50 << 20, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);',
    '0 1',
  ],
  [
    'stacks of threads, one by one',
    `int made = 0; pthread_t thread; while (made < 8 && pthread_create(&thread, 0, idle, 0) == 0) made++;
     pthread_attr_t attr; pthread_attr_init(&attr); pthread_attr_setstacksize(&attr, 90 << 20);
     say("got", "%d %d", made > 1, pthread_create(&thread, &attr, idle, 0) == 0);`,
    '1 0',
  ],
];

describe('address space', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  for (const [what, source, expected] of wishes) {
    it(`beyond the limit is refused to ${what}`, async () => {
      const report = await lab.run(probe(source, threads), { limits: { ...limits, processes: 16 } });
      assert.deepEqual(said(report, 'got'), [expected], textOf(report, 'stderr'));
      assert.deepEqual([report.cause, report.exitCode], ['exit', 0]);
    });
  }

  it('that is used up by the stack is a segmentation fault', async () => {
    const source = probe(
      'say("deep", "%d", down(60 << 20 >> 10));',
      'static int down(int left) { volatile char page[1024] = {0}; return left == 0 ? page[0] : down(left - 1) + page[left % 1024]; }',
    );
    const within = { ...limits, stackBytes: 64 * MiB };
    const less = { ...within, addressSpaceBytes: 32 * MiB };
    assert.deepEqual(said(await lab.run(source, { limits: within }), 'deep'), ['0']);
    const { cause, signal } = await lab.run(source, { limits: less });
    assert.deepEqual([cause, signal], ['signal', 'SIGSEGV']);
  });

  it('is each process its own, memory is of all together', async () => {
    const source = probe(
      `for (int i = 0; i < 3; i++) if (fork() == 0) { held = malloc(60 << 20); memset((void *)held, 1, 60 << 20); usleep(500000); _exit(held[7]); }
       int status, well = 0; while (wait(&status) > 0) well += WEXITSTATUS(status); say("well", "%d", well);`,
      'static volatile char *held;',
    );
    const run = (memoryBytes: number) =>
      lab.run(source, { policy: 'processes', limits: { addressSpaceBytes, memoryBytes } });
    const roomy = await run(256 * MiB);
    assert.deepEqual([roomy.cause, said(roomy, 'well')], ['exit', ['3']]);
    const { cgroup } = lab.warden.host;
    if (cgroup === 'none') return; // each process counts by itself
    const { cause } = await run(100 * MiB);
    assert.equal(cause, 'memory');
  });

  it('is the rlimit, and not there for sanitized programs', async () => {
    const source = probe(
      'struct rlimit limit; getrlimit(RLIMIT_AS, &limit); say("AS", "%lu %lu", limit.rlim_cur, limit.rlim_max);',
    );
    const shown = async (sanitized: boolean) => said(await lab.run(source, { sanitized, limits }), 'AS');
    assert.deepEqual(await shown(false), [`${addressSpaceBytes} ${addressSpaceBytes}`]);
    assert.deepEqual(await shown(true), [`${2 ** 47} ${2 ** 47}`]);
  });
});
