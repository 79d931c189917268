// Many cells at once, and cells that are ended at any moment.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lab, openLab } from './cell.js';
import { waiting } from './layers/layer.js';
import { probe, said } from './probe.js';
import { specOf } from './spec.js';

/** Runs `work` for 0 to count - 1, so many at a time; its results in order. */
async function each<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let begun = 0;
  const some = async () => {
    for (let index = begun++; index < count; index = begun++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, some));
  return results;
}

describe('many', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab({ cells: 32 });
  });
  after(() => lab.close());

  it('300 cells, 16 at a time, each with its own answer', async () => {
    const blob = await lab.load(await lab.compile(probe('say("index", "%s", argv[1]);'), 'dynamic'));
    const answers = await each(300, 16, async (index) => {
      const argv = ['./a.out', String(index)];
      const cell = lab.warden.start({ ...specOf({ argv, sanitized: index % 5 === 0 }), program: { blob } });
      return said(await cell.report, 'index');
    });
    assert.deepEqual(
      answers,
      Array.from({ length: 300 }, (_, index) => [String(index)]),
    );
    lab.warden.release(blob);
  });

  it('200 cells killed at any moment of their lives end as killed', async () => {
    const blob = await lab.load(await lab.compile(waiting, 'dynamic'));
    const causes = await each(200, 16, async (index) => {
      const cell = lab.warden.start({ ...specOf({ stdin: 'interactive' }), program: { blob } });
      cell.write(Buffer.from('x'));
      // From before it is made to when it waits.
      if (index % 4 !== 0) await delay((index % 25) / 4);
      cell.kill();
      return (await cell.report).cause;
    });
    assert.deepEqual(causes, Array(200).fill('killed'));
    lab.warden.release(blob);
  });

  it('pairs of cells of which either is killed at any moment both end', async () => {
    const talker = await lab.load(
      await lab.compile(probe('for (;;) if (write(1, "x", 1) < 0) return 1;'), 'dynamic'),
    );
    const reader = await lab.load(
      await lab.compile(probe('for (char c; read(0, &c, 1) == 1;) continue;'), 'dynamic'),
    );
    const ends = await each(60, 8, async (index) => {
      const writing = lab.warden.start({ ...specOf({ stdout: 'pipe' }), program: { blob: talker } });
      const reading = lab.warden.start({
        ...specOf({ stdin: { fromCell: writing } }),
        program: { blob: reader },
      });
      await delay((index % 20) / 4);
      (index % 2 === 0 ? writing : reading).kill();
      const [writer, last] = await Promise.all([writing.report, reading.report]);
      return index % 2 === 0 ? [writer.cause, last.exitCode] : [last.cause, writer.signal];
    });
    assert.deepEqual(
      ends.filter((_, index) => index % 2 === 0),
      Array(30).fill(['killed', 0]),
    );
    assert.deepEqual(
      ends.filter((_, index) => index % 2 === 1),
      Array(30).fill(['killed', 'SIGPIPE']),
    );
  });
});
