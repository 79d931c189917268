// What goes wrong with a spec, a slot, a pipe or a warden is told as such, and nobody waits for ever.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type CellReport, type RunningCell, SandboxError, startWarden } from '@cellblock/sandbox';
import { type Lab, openLab } from './cell.js';
import { waiting } from './layers/layer.js';
import { processOf } from './outside.js';
import { native, rootfs, withDirectory } from './places.js';
import { allSaid, probe, said } from './probe.js';
import { KiB, MiB, specOf, textOf } from './spec.js';

const nothing = probe('');
const talker = probe('for (;;) if (write(1, "more\\n", 5) < 0) return 1;');
const reader = probe('long sum = 0; for (char c; read(0, &c, 1) == 1;) sum++; say("read", "%ld", sum);');

/** The step and errno that a cell fails with. */
async function faultOf(cell: RunningCell): Promise<string> {
  const fault = await cell.report.then(
    (report) => `no fault: ${report.cause}`,
    (error: unknown) => error,
  );
  return fault instanceof SandboxError ? `${fault.step}: ${fault.errno}` : String(fault);
}

describe('faults', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  const startTool = (tool: string, wish = {}) =>
    lab.warden.start({ ...specOf({ policy: 'compile', argv: ['tool'], ...wish }), program: { tool } });

  it('a blob that is not there', async () => {
    const cell = lab.warden.start({ ...specOf({}), program: { blob: 4_000_000_000 } });
    assert.equal(await faultOf(cell), 'program: ENOENT');
    const input = { path: 'x', content: { blob: 4_000_000_000 } };
    assert.equal(await faultOf(await lab.start(nothing, { inputs: [input] })), 'input: ENOENT');
  });

  it('a tool that is not there, or is none', async () => {
    assert.equal(await faultOf(startTool('/usr/bin/nothing')), 'program: ENOENT');
    assert.equal(await faultOf(startTool('/usr/bin')), 'exec: EACCES');
    assert.equal(await faultOf(startTool('/../../../../bin/../proc/1/root/bin/sh')), 'program: ENOENT');
  });

  it('policies are for their kind of program', async () => {
    const blob = await lab.load(await lab.compile(nothing, 'dynamic'));
    const asTool = lab.warden.start({ ...specOf({ policy: 'compile' }), program: { blob } });
    assert.equal(await faultOf(asTool), 'spec: EPROTO');
    const asProgram = lab.warden.start({ ...specOf({}), program: { tool: '/usr/bin/as' } });
    assert.equal(await faultOf(asProgram), 'spec: EPROTO');
    lab.warden.release(blob);
  });

  it('an input that leads out of the scratch directory', async () => {
    for (const path of ['../x', 'a/../../x', '/tmp/x', '/x', '..', '.', 'a//', '']) {
      const inputs = [{ path, content: Buffer.from('x') }];
      const fault = await faultOf(await lab.start(nothing, { inputs }));
      assert.match(fault, /^(input|spec): /, path);
    }
  });

  it('inputs that do not fit', async () => {
    const inputs = [{ path: 'x', content: Buffer.alloc(MiB) }];
    const fault = await faultOf(await lab.start(nothing, { inputs, limits: { scratchBytes: 64 * KiB } }));
    assert.match(fault, /^(input|scratch): /);
  });

  it('what is wanted and is no file with one name is not given', async () => {
    const source = probe(`mkdir("directory", 0700); mkdir("sub", 0700); char block[100] = {0};
      write(open("sub/file", O_CREAT | O_WRONLY, 0600), "inside", 6);
      write(open("large", O_CREAT | O_WRONLY, 0600), block, 100);`);
    const paths = [
      'directory',
      'sub/file',
      'large',
      'absent',
      '../tmp/large',
      '/tmp/large',
      'sub/../large',
      'sub/file/',
    ];
    const files = paths.map((path) => ({ path, maximumBytes: 50 }));
    // The largest that is wanted bounds every file.
    const roomy = { path: 'roomy', maximumBytes: 1000 };
    const report = await lab.run(source, { keep: [...files.slice(0, 7), roomy], outputs: files });
    assert.deepEqual(report.outputs.map(String), ['null', 'inside', ...Array(6).fill('null')]);
    assert.deepEqual(
      report.kept.map((blob) => blob !== null),
      [false, true, ...Array(6).fill(false)],
    );
    const tooLarge = paths.filter((_, index) => report.keptTooLarge[index]);
    assert.deepEqual(tooLarge, ['large', 'sub/../large']);
    for (const blob of report.kept) if (blob !== null) lab.warden.release(blob);
  });

  it('kill: at once, at work, twice, and when all is over', async () => {
    const blob = await lab.load(await lab.compile(waiting, 'dynamic'));
    const start = () => lab.warden.start({ ...specOf({}), program: { blob } });
    const causes: string[] = [];
    for (const patience of [0, 0, 0, 1, 2, 5, 20]) {
      const cell = start();
      if (patience > 0) await delay(patience);
      cell.kill();
      cell.kill();
      causes.push((await cell.report).cause);
      cell.kill();
    }
    assert.deepEqual(causes, Array(7).fill('killed'));
    lab.warden.release(blob);
  });

  it('a killed cell gives what it has written', async () => {
    const cell = await lab.start(waiting);
    await cell.spoke;
    cell.kill();
    assert.deepEqual(allSaid(await cell.report), { here: 'yes' });
  });

  it('a reader whose writer never was reads the end', async () => {
    const writer = startTool('/usr/bin/nothing', { stdout: 'pipe' });
    const cell = await lab.start(reader, { stdin: { fromCell: writer } });
    assert.equal(await faultOf(writer), 'program: ENOENT');
    assert.deepEqual(allSaid(await cell.report), { read: '0' });
  });

  it('a writer whose reader never was is told so', async () => {
    const writer = await lab.start(talker, { stdout: 'pipe' });
    const blob = 4_000_000_000;
    const nobody = lab.warden.start({ ...specOf({ stdin: { fromCell: writer } }), program: { blob } });
    assert.equal(await faultOf(nobody), 'program: ENOENT');
    assert.equal((await writer.report).signal, 'SIGPIPE');
  });

  it('a writer whose reader ends is told so', async () => {
    const writer = await lab.start(talker, { stdout: 'pipe' });
    assert.equal((await lab.run(nothing, { stdin: { fromCell: writer } })).cause, 'exit');
    assert.equal((await writer.report).signal, 'SIGPIPE');
  });

  it('stdin from a cell whose stdout is no pipe is refused at once', async () => {
    const cell = await lab.start(nothing);
    await assert.rejects(lab.start(reader, { stdin: { fromCell: cell } }), /whose stdout is not a pipe/);
    await cell.report;
  });
});

describe('slots', () => {
  it('all can be used at once, one more is a fault, and then they are free again', async () => {
    const lab = await openLab({ cells: 4 });
    try {
      const blob = await lab.load(await lab.compile(waiting, 'dynamic'));
      const start = () => lab.warden.start({ ...specOf({}), program: { blob } });
      for (let round = 0; round < 5; round++) {
        const cells = Array.from({ length: 4 }, start);
        assert.equal(await faultOf(start()), 'slot: EAGAIN');
        for (const cell of cells) cell.kill();
        const causes = (await Promise.all(cells.map(({ report }) => report))).map(({ cause }) => cause);
        assert.deepEqual(causes, Array(4).fill('killed'));
      }
    } finally {
      await lab.close();
    }
  });

  it('one is enough, for kinds in turn', async () => {
    const maker = await openLab();
    const alone = await openLab({ cells: 1, compile: maker.compile });
    try {
      for (let round = 0; round < 10; round++) {
        const report = await alone.run(probe('say("round", "%s", argv[1]);'), {
          argv: ['a', String(round)],
          sanitized: round % 2 === 0,
        });
        assert.deepEqual(said(report, 'round'), [String(round)]);
      }
    } finally {
      await alone.close();
      await maker.close();
    }
  });
});

describe('a warden', () => {
  it('that is gone loses its cells, and takes no more', async () => {
    const lab = await openLab();
    const cell = await lab.start(waiting);
    await cell.spoke;
    process.kill(lab.warden.pid, 'SIGKILL');
    assert.equal(await faultOf(cell), 'lost: EPIPE');
    await lab.warden.closed;
    const late = lab.warden.start({ ...specOf({}), program: { blob: 1 } });
    assert.equal(await faultOf(late), 'lost: EPIPE');
    late.kill();
    late.write(Buffer.from('x'));
    await lab.close();
  });

  it('that cannot start says why', async () => {
    await withDirectory(async (directory) => {
      const options = { rootfs: directory, cells: 1, cgroup: 'auto' } as const;
      await assert.rejects(
        startWarden(options),
        /cellblock-warden: cannot open the compile tree: No such file/,
      );
      await assert.rejects(
        startWarden({ ...options, rootfs: `${directory}/none` }),
        /cannot open the rootfs/,
      );
      await assert.rejects(startWarden({ ...options, rootfs, cells: 0 }), /--cells N/);
      await assert.rejects(
        startWarden({ ...options, executable: `${directory}/none` }),
        /none.*make -C native/,
      );
      await assert.rejects(
        startWarden({ ...options, executable: '/bin/false' }),
        /ended before it was ready/,
      );
      assert.deepEqual(readdirSync(directory), []);
    });
  });

  it('that ends later says why too, at the end of all that it has said', async () => {
    await withDirectory(async (directory) => {
      const executable = `${directory}/warden`;
      const talks = `head -c 1000000 /dev/zero | tr '\\0' x >&2; echo 'cannot go on: why not' >&2`;
      await writeFile(executable, `#!/bin/bash\n${native}/build/cellblock-warden "$@"\n${talks}\n`, {
        mode: 0o700,
      });
      const warden = await startWarden({ rootfs, cells: 1, cgroup: 'none', executable });
      await warden.close();
      assert.match(await warden.lastWords(), /^x{1,5000}cannot go on: why not$/);
    });
  });
});

describe('a host on which no cell can be made', () => {
  it('costs no time, and each job is told the step', async () => {
    await withDirectory(async (directory) => {
      for (const path of ['compile/zygotes', 'run/dev', 'run/proc'])
        await mkdir(`${directory}/${path}`, { recursive: true });
      const warden = await startWarden({ rootfs: directory, cells: 4, cgroup: 'auto' });
      try {
        await delay(100);
        const before = processOf(warden.pid).ticks;
        await delay(500);
        assert.ok(processOf(warden.pid).ticks - before < 10, 'it tries again and again');
        for (let job = 0; job < 3; job++) {
          const cell = warden.start({ ...specOf({ policy: 'compile' }), program: { tool: '/tool' } });
          assert.equal(await faultOf(cell), 'scratch: ENOENT');
        }
      } finally {
        await warden.close();
      }
    });
  });
});

describe('a report', () => {
  it('keeps its numbers to its own cell', async () => {
    const maker = await openLab();
    const lab = await openLab({ cells: 1, compile: maker.compile });
    try {
      const heavy = probe(`char *block = malloc(30 << 20); memset(block, 1, 30 << 20); burn(100);
        say("last", "%d", block[7]);`);
      const isHeavy = ({ usage }: CellReport) => usage.cpuMs >= 100 && usage.memoryBytes >= 29 * MiB;
      const isLight = ({ usage }: CellReport) => usage.cpuMs < 50 && usage.memoryBytes < 8 * MiB;
      for (let round = 0; round < 3; round++) {
        const much = await lab.run(heavy);
        assert.ok(isHeavy(much), JSON.stringify(much.usage));
        const light = await lab.run(nothing);
        assert.ok(isLight(light), JSON.stringify(light.usage));
      }
      assert.equal(textOf(await lab.run(nothing)), '');
    } finally {
      await lab.close();
      await maker.close();
    }
  });

  it('is of a limit that nothing left by the cell before is added to', async () => {
    const maker = await openLab();
    const lab = await openLab({ cells: 1, warm: { compile: 0, run: 0 }, compile: maker.compile });
    // Page tables, which the kernel frees when it has time.
    const leaver = probe(`char *space = mmap(0, 1ul << 36, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      for (long child = 0; child < 100; child++)
          if (fork() == 0) { for (long i = 0; i < 200; i++) space[(i + child * 200) << 21] = 1; pause(); }
      usleep(50000);`);
    const eater = probe(`int mib = 0;
      for (char *block; mib < 512 && (block = malloc(1 << 20)); mib++) { memset(block, 1, 1 << 20); usleep(500); say("mib", "%d", mib + 1); }`);
    try {
      const blob = await lab.load(await lab.compile(eater, 'dynamic'));
      const blobOfLeaver = await lab.load(await lab.compile(leaver, 'dynamic'));
      for (let round = 0; round < 2; round++) {
        const limits = { memoryBytes: 400 * MiB, processes: 120 };
        const before = { ...specOf({ policy: 'processes', limits }), program: { blob: blobOfLeaver } };
        assert.equal((await lab.warden.start(before).report).cause, 'exit');
        const report = await lab.warden.start({ ...specOf({}), program: { blob } }).report;
        assert.ok(Number(said(report, 'mib').at(-1)) <= 67, said(report, 'mib').at(-1));
      }
    } finally {
      await lab.close();
      await maker.close();
    }
  });
});
