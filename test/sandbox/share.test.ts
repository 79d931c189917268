// What a cell is told to have used while it runs, and its share of the processors.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lab, openLab, type Watched } from './cell.js';
import { groups } from './outside.js';
import { probe } from './probe.js';

const sleeper = probe('say("here", ""); sleep(60);');
const spinner = probe('say("here", ""); for (;;) (void)getppid();');

describe('a running cell', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  const running: Watched[] = [];
  const start = async (source: string, wallMs = 20_000) => {
    const cell = await lab.start(source, { limits: { wallMs, cpuMs: 20_000 } });
    await cell.spoke;
    running.push(cell);
    return cell;
  };
  const end = async () => {
    for (const cell of running) cell.kill();
    return Promise.all(running.splice(0).map((cell) => cell.report));
  };

  it('tells what it has used so far, until it has ended', async () => {
    const [quiet, busy] = [await start(sleeper), await start(spinner)];
    let used = 0;
    while (used < 100) {
      const next = await busy.cpuMs();
      assert.ok(next !== null && next >= used, `${next} ms after ${used}`);
      used = next;
      await delay(5);
    }
    const slept = await quiet.cpuMs();
    assert.ok(slept !== null && slept < 50, `${slept} ms in a program that sleeps`);
    // Whoever asks as it ends is not left waiting.
    busy.kill();
    const late = busy.cpuMs();
    const [, report] = await end();
    assert.ok(report && report.usage.cpuMs >= used, `${report?.usage.cpuMs} ms after ${used}`);
    await late;
    assert.equal(await busy.cpuMs(), null);
  });

  it('leaves the processors to others while its share is a small one', async (test) => {
    if (lab.warden.host['shares'] !== 'yes') return test.skip('there are no shares');
    const processors = availableParallelism();
    const small = [];
    for (let count = 0; count < 4 * processors; count++) {
      const cell = await start(spinner);
      cell.share('small');
      small.push(cell);
    }
    const usual = [];
    for (let count = 0; count < processors; count++) usual.push(await start(spinner));
    const usedBy = async (cells: Watched[]) => {
      const times = await Promise.all(cells.map((cell) => cell.cpuMs()));
      return times.reduce<number>((sum, ms) => sum + (ms ?? Number.NaN), 0) / cells.length;
    };
    const before = [await usedBy(small), await usedBy(usual)] as const;
    await delay(2000);
    const [ofSmall, ofUsual] = [(await usedBy(small)) - before[0], (await usedBy(usual)) - before[1]];
    await end();
    assert.ok(ofUsual > 4 * ofSmall, `${ofUsual} ms, and ${ofSmall} ms of a small share`);
  });

  it('has the usual share again when that is said, and so has the next in its slot', async (test) => {
    if (lab.warden.host['shares'] !== 'yes') return test.skip('there are no shares');
    const small = lab.warden.host['cgroup'] === 'v1' ? ['cpu.shares', '32'] : ['cpu.weight', '3'];
    const [file = '', smallShare] = small;
    const countSmall = () =>
      groups(lab.warden.pid)
        .map((group) => `${group}/${file}`)
        .filter((path) => existsSync(path) && readFileSync(path, 'utf8').trim() === smallShare).length;
    const cell = await start(sleeper);
    const answered = () => cell.cpuMs();
    assert.equal(countSmall(), 0);
    cell.share('small');
    await answered();
    assert.equal(countSmall(), 1);
    cell.share('usual');
    await answered();
    assert.equal(countSmall(), 0);
    cell.share('small');
    await end();
    // One after the other, until each slot has had one.
    for (let count = 0; count < 16; count++) await start(sleeper);
    assert.equal(countSmall(), 0);
    await end();
  });
});
