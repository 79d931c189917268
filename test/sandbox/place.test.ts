// A cell's place among those that run at once: what it has used so far, its share of the processors, its wall clock.

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

const busyThread = probe(
  'pthread_t thread; pthread_create(&thread, 0, spin, 0); pthread_join(thread, 0);',
  'static void *spin(void *none) { say("here", ""); for (;;) (void)getppid(); return none; }',
);

describe('a running cell', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  const running: Watched[] = [];
  const start = async (source: string, wallMs = 20_000, more: { standingMs?: number } = {}) => {
    const cell = await lab.start(source, { limits: { wallMs, cpuMs: 20_000, ...more } });
    await cell.spoke;
    running.push(cell);
    return cell;
  };
  const end = async () => {
    for (const cell of running) cell.kill();
    return Promise.all(running.splice(0).map((cell) => cell.report));
  };

  it('tells what it does, until it has ended', async () => {
    const [quiet, busy] = [await start(sleeper), await start(spinner)];
    const isGrouped = lab.warden.host['cgroup'] !== 'none';
    let used = 0;
    while (used < 100) {
      const next = await busy.activity();
      assert.ok(next !== null && next.cpuMs >= used, `${next?.cpuMs} ms after ${used}`);
      assert.equal(next.isRunnable, isGrouped);
      used = next.cpuMs;
      await delay(5);
    }
    const slept = await quiet.activity();
    assert.ok(slept !== null && slept.cpuMs < 50, `${slept?.cpuMs} ms in a program that sleeps`);
    assert.equal(slept.isRunnable, false);
    // Whoever asks as it ends is not left waiting.
    busy.kill();
    const late = busy.activity();
    const [, report] = await end();
    assert.ok(report && report.usage.cpuMs >= used, `${report?.usage.cpuMs} ms after ${used}`);
    await late;
    assert.equal(await busy.activity(), null);
  });

  it('is runnable where a thread is, whatever its first does', async (test) => {
    if (lab.warden.host['cgroup'] === 'none') return test.skip('there are no groups to look at');
    const cell = await start(busyThread);
    assert.equal((await cell.activity())?.isRunnable, true);
    await end();
  });

  it('leaves the processors to others while its place is lent', async (test) => {
    if (lab.warden.host['shares'] !== 'yes') return test.skip('there are no shares');
    const processors = availableParallelism();
    const small = [];
    for (let count = 0; count < 4 * processors; count++) {
      const cell = await start(spinner);
      cell.put('lent');
      small.push(cell);
    }
    const usual = [];
    for (let count = 0; count < processors; count++) usual.push(await start(spinner));
    const usedBy = async (cells: Watched[]) => {
      const times = await Promise.all(cells.map((cell) => cell.activity()));
      return times.reduce((sum, seen) => sum + (seen?.cpuMs ?? Number.NaN), 0) / cells.length;
    };
    const before = [await usedBy(small), await usedBy(usual)] as const;
    await delay(2000);
    const [ofSmall, ofUsual] = [(await usedBy(small)) - before[0], (await usedBy(usual)) - before[1]];
    await end();
    assert.ok(ofUsual > 4 * ofSmall, `${ofUsual} ms, and ${ofSmall} ms of a small share`);
  });

  it('has a wall clock that stands still while it claims a place', async () => {
    const [claims, lent, claimed] = [
      await start(sleeper, 600),
      await start(sleeper, 600),
      await start(sleeper, 900),
    ];
    claims.put('claimed');
    lent.put('lent');
    claimed.put('claimed');
    const { cause, usage } = await lent.report;
    assert.deepEqual([cause, usage.wallMs >= 600], ['wall', true]);
    claimed.put('lent');
    await delay(300);
    claims.kill();
    const report = await claims.report;
    assert.equal(report.cause, 'killed');
    assert.ok(report.usage.wallMs < 600, `${report.usage.wallMs} ms`);
    const last = await claimed.report;
    assert.equal(last.cause, 'wall');
    // What it had before it claimed one is not had twice.
    assert.ok(last.usage.wallMs >= 900 && last.usage.wallMs < 1400, `${last.usage.wallMs} ms`);
    await end();
  });

  it('has a wall clock that does not stand still for ever', async () => {
    const cell = await start(sleeper, 100);
    cell.put('claimed');
    const { cause, usage } = await cell.report;
    assert.equal(cause, 'wall');
    assert.ok(usage.wallMs >= 100 && usage.wallMs < 600, `${usage.wallMs} ms`);
    await end();
  });

  it('has a wall clock that stands still for as long as is said', async () => {
    const [short, long] = [
      await start(sleeper, 400, { standingMs: 100 }),
      await start(sleeper, 50, { standingMs: 20_000 }),
    ];
    short.put('claimed');
    long.put('claimed');
    const startedAt = performance.now();
    const { cause, usage } = await short.report;
    assert.equal(cause, 'wall');
    assert.ok(usage.wallMs >= 400 && usage.wallMs < 1000, `${usage.wallMs} ms`);
    assert.ok(performance.now() - startedAt < 3000);
    await delay(1000);
    const [report] = (await end()).slice(-1);
    assert.equal(report?.cause, 'killed');
  });

  it('has the place that it was given before it began', async () => {
    const cell = await lab.start(sleeper, { limits: { wallMs: 500 } });
    cell.put('claimed');
    await cell.spoke;
    await delay(1000);
    assert.equal(typeof (await cell.activity())?.cpuMs, 'number');
    cell.put('held');
    assert.equal((await cell.report).cause, 'wall');
  });

  it('has the usual share again when that is said, and so has the next in its slot', async (test) => {
    if (lab.warden.host['shares'] !== 'yes') return test.skip('there are no shares');
    const small = lab.warden.host['cgroup'] === 'v1' ? ['cpu.shares', '16'] : ['cpu.weight', '1'];
    const [file = '', smallShare] = small;
    const countSmall = () =>
      groups(lab.warden.pid)
        .map((group) => `${group}/${file}`)
        .filter((path) => existsSync(path) && readFileSync(path, 'utf8').trim() === smallShare).length;
    const cell = await start(sleeper);
    const answered = () => cell.activity();
    assert.equal(countSmall(), 0);
    cell.put('lent');
    await answered();
    assert.equal(countSmall(), 1);
    cell.put('held');
    await answered();
    assert.equal(countSmall(), 0);
    cell.put('lent');
    await end();
    // One after the other, until each slot has had one.
    for (let count = 0; count < 16; count++) await start(sleeper);
    assert.equal(countSmall(), 0);
    await end();
  });
});
