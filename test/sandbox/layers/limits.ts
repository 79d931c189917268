// Bounds on time, memory, tasks, descriptors and output.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { oomScoreAdj, status } from '../outside.js';
import { allSaid, probe, said } from '../probe.js';
import { bytesOf, limits, MiB, type Wish } from '../spec.js';
import { type Layer, seen, waiting, whileAtWork } from './layer.js';

/** Threads that burn some milliseconds each, one after the start of the other. */
const threads = probe(
  `pthread_t list[8];
   for (int i = 0; i < 4; i++) pthread_create(&list[i], 0, work, 0);
   for (int i = 0; i < 4; i++) pthread_join(list[i], 0);
   say("done", "yes");`,
  'static void *work(void *nothing) { burn(100); return nothing; }',
);

const children = probe(`for (int i = 0; i < 4; i++) if (fork() == 0) { burn(100); _exit(0); }
  while (wait(0) > 0) continue;
  say("done", "yes");`);

const spinner = probe('for (;;) continue;');
/** Thirty more, each of a session of its own, as the kernel may share a processor between sessions and not processes. */
const crowd = probe(`for (int i = 0; i < 30; i++) if (fork() == 0) { setsid(); for (;;) continue; }
  for (;;) continue;`);

/** Time of all who work together is what counts: under the limit it is all told, over it the limit is met. */
const summed = (name: string, source: string, spec: Wish): Layer => ({
  name: `CPU time: of ${name} together`,
  async check(lab) {
    const report = await lab.run(source, spec);
    assert.equal(report.cause, 'exit');
    assert.ok(report.usage.cpuMs >= 400 && report.usage.cpuMs < 800, `${report.usage.cpuMs} ms`);
    const ended = await lab.run(source, { ...spec, limits: { cpuMs: 200 } });
    assert.equal(ended.cause, 'cpu');
    assert.deepEqual(said(ended, 'done'), []);
    assert.ok(ended.usage.cpuMs >= 200 && ended.usage.cpuMs < 300, `${ended.usage.cpuMs} ms`);
  },
});

/** Writes so many bytes to stdout, and as many to stderr. */
const writer = probe(`static char block[65536];
  memset(block, 'x', sizeof block);
  for (long left = atol(argv[1]), now; left > 0; left -= now) {
      now = left < (long)sizeof block ? left : (long)sizeof block;
      if (write(1, block, now) != now || write(2, block, now) != now) return 1;
  }`);

/** Takes memory by `take` until there is none, and says how many MiB that was. */
const taker = (take: string) =>
  probe(`int mib = 0;
    for (; mib < 256; mib++) { ${take} }
    say("mib", "%d", mib);`);
const heap = taker('char *block = malloc(1 << 20); if (!block) break; memset(block, 1, 1 << 20);');
const scratchFiles = taker(`static char block[1 << 20]; memset(block, 1, sizeof block);
  if (write(mib ? 9 : dup2(open("file", O_CREAT | O_WRONLY, 0600), 9), block, sizeof block) <= 0) break;`);

export const bounds: Layer[] = [
  seen({
    name: 'memory: a group of which the kernel keeps count',
    modes: ['root'],
    source: heap,
    check(report) {
      assert.equal(report.cause, 'memory');
      const { memoryBytes } = report.usage;
      assert.ok(
        memoryBytes <= limits.memoryBytes && memoryBytes > limits.memoryBytes - MiB,
        `${memoryBytes} bytes`,
      );
    },
  }),
  seen({
    name: 'memory: scratch files count',
    modes: ['root'],
    source: scratchFiles,
    spec: { limits: { scratchBytes: 256 * MiB } },
    check: (report) => assert.equal(report.cause, 'memory'),
  }),
  seen({
    name: 'memory: looked at where there is no group',
    modes: ['rlimits alone', 'rootless'],
    source: heap,
    check: (report) => assert.equal(report.cause, 'memory'),
  }),
  seen({
    name: 'memory: an rlimit behind that, of four times as much',
    modes: ['rlimits alone', 'rootless'],
    source: probe(
      'say("block", "%d", malloc(240ul << 20) != 0); say("blocks", "%d", malloc(32ul << 20) != 0);',
    ),
    check: (report) => assert.deepEqual(allSaid(report), { block: '1', blocks: '0' }),
  }),
  {
    name: 'memory: where there is no more the program goes first',
    async check(lab) {
      await whileAtWork(lab, await lab.start(waiting), (program) => {
        assert.equal(oomScoreAdj(program), '1000');
        assert.notEqual(oomScoreAdj(Number(status(program, 'PPid')[0])), '1000');
        assert.notEqual(oomScoreAdj(lab.warden.pid), '1000');
      });
    },
  },
  seen({
    name: 'tasks: threads',
    source: probe(
      `pthread_t thread; pthread_attr_t small; int made = 0, error = 0;
       pthread_attr_init(&small); pthread_attr_setstacksize(&small, 65536);
       while (made < 40 && (error = pthread_create(&thread, &small, idle, 0)) == 0) made++;
       say("made", "%d", made); say("end", "%s", strerrorname_np(error));
       fflush(stdout); _exit(0);`,
      'static void *idle(void *nothing) { pause(); return nothing; }',
    ),
    check(report, mode) {
      assert.deepEqual(allSaid(report), { made: String(limits.processes - 1), end: 'EAGAIN' });
      if (mode === 'root') assert.equal(report.processLimitHit, true);
    },
  }),
  seen({
    name: 'tasks: processes',
    source: probe(`int made = 0, last;
      while (made < 40 && (last = fork()) > 0) made++;
      if (last == 0) for (;;) pause();
      say("made", "%d", made); say("end", "%s", outcome(last));`),
    spec: { policy: 'processes' },
    check: (report) =>
      assert.deepEqual(allSaid(report), { made: String(limits.processes - 1), end: 'EAGAIN' }),
  }),
  seen({
    name: 'CPU time: no longer than allowed',
    source: probe('for (;;) continue;'),
    spec: { limits: { cpuMs: 100 } },
    check({ cause, usage }) {
      assert.equal(cause, 'cpu');
      assert.ok(usage.cpuMs >= 100 && usage.cpuMs < 150, `${usage.cpuMs} ms`);
    },
  }),
  summed('threads', threads, {}),
  summed('processes', children, { policy: 'processes' }),
  {
    name: 'processor shares: a crowd is one party',
    modes: ['root'],
    async check(lab) {
      const whileAlive = { cpuMs: 60_000, wallMs: 1000, processes: 40 };
      const [one, many] = await Promise.all([
        lab.run(spinner, { limits: whileAlive }),
        lab.run(crowd, { policy: 'processes', limits: whileAlive }),
      ]);
      assert.deepEqual([one.cause, many.cause], ['wall', 'wall']);
      // Half of two processors each, or one of many against all the others; by heads it would be a thirtieth.
      const least = many.usage.cpuMs / (4 * availableParallelism());
      assert.ok(one.usage.cpuMs >= least, `${one.usage.cpuMs} ms beside ${many.usage.cpuMs} ms`);
    },
  },
  seen({
    name: 'wall: no longer than allowed',
    source: probe('for (;;) pause();'),
    spec: { limits: { wallMs: 100 } },
    check({ cause, usage }) {
      assert.equal(cause, 'wall');
      assert.ok(usage.wallMs >= 100 && usage.wallMs < 200, `${usage.wallMs} ms`);
    },
  }),
  {
    name: 'output: to the byte',
    async check(lab) {
      const cap = 300_000;
      const whole = await lab.run(writer, { argv: ['./a.out', String(cap)], limits: { outputBytes: cap } });
      assert.equal(whole.cause, 'exit');
      assert.deepEqual(whole.truncated, { stdout: false, stderr: false });
      const cut = await lab.run(writer, { argv: ['./a.out', String(cap + 1)], limits: { outputBytes: cap } });
      assert.equal(cut.cause, 'output');
      assert.equal(cut.truncated.stdout || cut.truncated.stderr, true);
      for (const { report, lengths } of [
        { report: whole, lengths: [cap] },
        { report: cut, lengths: [cap, cap] },
      ]) {
        assert.equal(bytesOf(report).length, cap);
        assert.ok(bytesOf(report, 'stderr').length <= Math.max(...lengths));
      }
    },
  },
  seen({
    name: 'descriptors: as many as allowed',
    source: probe(`int count = 0; while (dup(0) >= 0) count++;
      say("more", "%d", count); say("end", "%s", outcome(-1));`),
    check: (report) => assert.deepEqual(allSaid(report), { more: '253', end: 'EMFILE' }),
  }),
  {
    name: 'descriptors: what some cells leave lying keeps no other from its own',
    modes: ['rootless'], // elsewhere each cell has a user of its own, of whom the kernel counts this
    async check(lab) {
      const content = Buffer.from('x');
      const inputs = Array.from({ length: 100 }, (_, index) => ({ path: `file${index}`, content }));
      const cells = [];
      const spec = { policy: 'sealed', link: 'static', inputs } as const;
      const sleeping = probe('say("here", "yes"); for (;;) sleep(1);');
      for (let count = 0; count < 5; count++) cells.push(await lab.start(sleeping, spec));
      for (const cell of cells) cell.report.catch(() => undefined);
      try {
        await Promise.all(cells.map(({ spoke }) => spoke));
        assert.equal((await lab.run(probe('say("here", "yes");'))).cause, 'exit');
      } finally {
        for (const cell of cells) cell.kill();
        await Promise.all(cells.map(({ report }) => report));
      }
    },
  },
];
