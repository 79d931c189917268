import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningCell } from '@cellblock/sandbox';
import { crowd, dreamer, patient, plenty, until } from './crowd-for-tests.js';

// What a test waits for is no reason for the process to go on.
const awake = setInterval(() => {}, 1000);
after(() => clearInterval(awake));

test('programs that sleep lend their place, and those that compute do not', { timeout: 20_000 }, async () => {
  const { capacity, told, join } = await crowd(2, plenty);
  const [sleeper, worker] = [dreamer(), dreamer()];
  worker.asleep(false);
  (await join('program', 'a')).runs(sleeper.cell, 1);
  (await join('program', 'b')).runs(worker.cell, 1);
  const third = await join('program', 'c');
  assert.deepEqual([capacity.lent, sleeper.places, worker.places], [1, ['lent'], []]);
  third.runs(dreamer().cell, 1);
  await join('program', 'd');
  assert.deepEqual([capacity.lent, told, worker.places], [2, ['a', 'b', 'c', 'd'], []]);
});

test('a program that wakes gets its place back, in turns with those that are new', {
  timeout: 20_000,
}, async () => {
  const { capacity, told, join } = await crowd(1, plenty);
  const sleepers = [dreamer(), dreamer()];
  for (const [index, { cell }] of sleepers.entries()) (await join('program', `${index}`)).runs(cell, 1);
  const busy = dreamer();
  busy.asleep(false);
  const place = await join('program', 'busy');
  place.runs(busy.cell, 1);
  for (const sleeper of sleepers) sleeper.asleep(false);
  const next = ['c', 'd'].map((name) => join('program', name));
  // Both are seen to compute, though none has a place.
  await delay(200);
  assert.deepEqual([capacity.lent, told], [2, ['0', '1', 'busy']]);
  place.leave();
  await until(() => capacity.lent === 1);
  assert.deepEqual(
    [sleepers[0]?.places, sleepers[1]?.places],
    [
      ['lent', 'claimed', 'held'],
      ['lent', 'claimed'],
    ],
  );
  assert.deepEqual(told, ['0', '1', 'busy']);
  sleepers[0]?.asleep(true);
  const turn = await next[0];
  assert.deepEqual(sleepers[1]?.places, ['lent', 'claimed']);
  turn?.leave();
  await until(() => sleepers[1]?.places.at(-1) === 'held');
  assert.deepEqual(told, ['0', '1', 'busy', 'c']);
});

test('no more is lent than may be, in programs and in memory', { timeout: 20_000 }, async () => {
  for (const bounds of [
    { programs: 1, memoryBytes: 9 },
    { programs: 9, memoryBytes: 5 },
    { programs: 0, memoryBytes: 9 },
  ]) {
    const { capacity, told, join } = await crowd(1, bounds);
    for (let count = 0; count < Math.min(bounds.programs, 1) + 1; count++)
      (await join('program', 'a')).runs(dreamer().cell, 3);
    void join('program', 'late');
    await delay(300);
    assert.deepEqual([told.includes('late'), capacity.lent], [false, Math.min(bounds.programs, 1)]);
  }
});

test('who leaves while the place is lent, or claimed, takes none along', { timeout: 20_000 }, async () => {
  const { capacity, told, join } = await crowd(1, plenty);
  const sleepers = [dreamer(), dreamer()];
  const turns = [];
  for (const { cell } of sleepers) {
    const turn = await join('program', 'sleeper');
    turn.runs(cell, 1);
    turns.push(turn);
  }
  const last = await join('program', 'last');
  sleepers[1]?.asleep(false);
  await delay(200);
  for (const turn of turns) turn.leave();
  assert.equal(capacity.lent, 0);
  void join('program', 'more');
  await delay(50);
  assert.equal(told.includes('more'), false);
  last.leave();
  await until(() => told.includes('more'));
});

test('what a job keeps counts, and what has lent its place can give up its claim where all is lent', {
  timeout: 20_000,
}, async () => {
  const { capacity, told, join } = await crowd(1, { programs: 9, memoryBytes: 5 });
  const sleeper = dreamer();
  (await capacity.enter('grading', patient, 3)).runs(sleeper.cell, 2);
  const busy = dreamer();
  busy.asleep(false);
  const place = await join('program', 'b');
  place.runs(busy.cell, 1);
  await until(() => capacity.lent === 1);
  sleeper.asleep(false);
  await until(() => sleeper.places.at(-1) === 'claimed');
  sleeper.asleep(true);
  await until(() => sleeper.places.at(-1) === 'lent');
  busy.asleep(true);
  void join('program', 'c');
  await delay(300);
  assert.deepEqual([capacity.lent, told, busy.places], [1, ['b'], []]);
});

test('a job alone lends its place to one that is yet to come', { timeout: 20_000 }, async () => {
  const { capacity, join } = await crowd(1, plenty);
  (await join('program', 'a')).runs(dreamer().cell, 1);
  await until(() => capacity.lent === 1);
  await join('program', 'b');
});

test('what a turn runs next waits for its place', { timeout: 20_000 }, async () => {
  const { join } = await crowd(1, plenty);
  const turn = await join('program', 'a');
  await turn.hold();
  turn.runs(dreamer().cell, 1);
  const place = await join('program', 'b');
  let isHeld = false;
  const held = turn.hold().then(() => {
    isHeld = true;
  });
  await delay(200);
  assert.equal(isHeld, false);
  place.leave();
  await held;
  assert.equal(turn.isLent, false);
});

test('gradings and their lanes lend theirs as well, and have them back', { timeout: 20_000 }, async () => {
  const { capacity, told, join, widen } = await crowd(2, plenty);
  const [main, second, third] = [dreamer(), dreamer(), dreamer()];
  const grading = await join('grading', 'a');
  grading.runs(main.cell, 1);
  const lanes = [widen(), widen(), widen()];
  await until(() => lanes[0]?.turn !== null);
  lanes[0]?.turn?.runs(second.cell, 1);
  await until(() => lanes[1]?.turn !== null && lanes[2]?.turn !== null);
  assert.equal(lanes[0]?.turn?.isLent, true);
  // Of jobs there is one that lends.
  assert.equal(capacity.lent, 1);
  lanes[1]?.turn?.runs(third.cell, 1);
  third.asleep(false);
  second.asleep(false);
  await until(() => second.places.at(-1) === 'claimed');
  const turn = await join('program', 'b');
  assert.equal(capacity.isOver, true);
  turn.leave();
  lanes[2]?.turn?.leave();
  await until(() => lanes[0]?.turn?.isLent === false);
  main.asleep(false);
  await until(() => !grading.isLent);
  assert.deepEqual([capacity.lent, told], [0, ['a', 'b']]);
});

test('one at a time of those that wake has the usual share for a moment, where there are places enough', {
  timeout: 20_000,
}, async () => {
  for (const width of [1, 2]) {
    const { join } = await crowd(width, plenty);
    const sleepers = [dreamer(), dreamer()];
    for (const { cell } of sleepers) (await join('program', 'sleeper')).runs(cell, 1);
    for (let count = 0; count < width; count++) {
      const busy = dreamer();
      busy.asleep(false);
      (await join('program', 'busy')).runs(busy.cell, 1);
    }
    for (const sleeper of sleepers) sleeper.asleep(false);
    await until(() => sleepers.every(({ places }) => places.at(-1) === 'claimed'));
    const told = sleepers.map(({ places }) => places.join(' ')).sort();
    assert.deepEqual(told, ['lent claimed', width === 1 ? 'lent claimed' : 'lent held claimed']);
    for (const sleeper of sleepers) sleeper.asleep(true);
    await until(() => sleepers.every(({ places }) => places.at(-1) === 'lent'));
    if (width === 1) continue;
    // Each in its turn, and who stops at once has nothing to claim.
    for (const sleeper of sleepers.toReversed()) {
      sleeper.asleep(false);
      await until(() => sleeper.places.at(-1) === 'held');
      sleeper.asleep(true);
      await until(() => sleeper.places.at(-1) === 'lent');
    }
  }
});

test('a program that has computed for a while makes room for one that is new', {
  timeout: 20_000,
}, async () => {
  const { capacity, told, join } = await crowd(1, plenty);
  const [spinner, other] = [dreamer(1), dreamer(1)];
  for (const each of [spinner, other]) each.asleep(false);
  const turn = await join('program', 'spinner');
  turn.runs(spinner.cell, 1);
  await delay(500);
  // Nobody waits, so it keeps its place.
  assert.deepEqual([capacity.lent, spinner.places], [0, []]);
  (await join('program', 'other')).runs(other.cell, 1);
  assert.deepEqual([capacity.lent, spinner.places], [1, ['claimed']]);
  await delay(500);
  // The one that waits is not new.
  assert.deepEqual(other.places, []);
  const brief = await join('program', 'brief');
  assert.deepEqual([spinner.places, other.places], [['claimed'], ['claimed']]);
  brief.leave();
  await until(() => spinner.places.at(-1) === 'held');
  assert.deepEqual([told, other.places], [['spinner', 'other', 'brief'], ['claimed']]);
  turn.leave();
  await until(() => other.places.at(-1) === 'held');
});

test('a job that runs its program again and again makes room as one that computes as long at once', {
  timeout: 20_000,
}, async () => {
  const { join, told } = await crowd(1, plenty);
  const turn = await join('program', 'repeated');
  void join('program', 'new');
  const activity = async () => ({ cpuMs: 50, isRunnable: true });
  while (!told.includes('new')) {
    const report = delay(60).then(() => ({ usage: { cpuMs: 100 } }));
    turn.runs({ ...dreamer().cell, report, activity } as unknown as RunningCell, 1);
    await report;
  }
  turn.leave();
});

test('a grading keeps its place however long it computes, and so does who has nothing to lend', {
  timeout: 20_000,
}, async () => {
  for (const { work, bounds } of [
    { work: 'grading', bounds: plenty },
    { work: 'program', bounds: { programs: 9, memoryBytes: 0 } },
  ] as const) {
    const { capacity, told, join } = await crowd(1, bounds);
    const spinner = dreamer(1);
    spinner.asleep(false);
    (await join(work, 'spinner')).runs(spinner.cell, 1);
    const late = join(work, 'late');
    await delay(600);
    assert.deepEqual([capacity.lent, told, spinner.places], [0, ['spinner'], []]);
    void late;
  }
});

test('a program that computed for long before, and sleeps now, lends its place as others do', {
  timeout: 20_000,
}, async () => {
  const { capacity, join, settled } = await crowd(2, plenty);
  const [talker, spinner] = [dreamer(1), dreamer(0.2)];
  for (const each of [talker, spinner]) each.asleep(false);
  (await join('program', 'talker')).runs(talker.cell, 1);
  const grading = await join('grading', 'spinner');
  grading.runs(spinner.cell, 1);
  await delay(500);
  grading.leave();
  // Nobody wants its place, so it sleeps in it.
  talker.asleep(true);
  await delay(200);
  assert.deepEqual([capacity.lent, talker.places], [0, []]);
  (await join('grading', 'another')).runs(spinner.cell, 1);
  await join('program', 'brief');
  await settled();
  assert.deepEqual([capacity.lent, talker.places], [1, ['lent']]);
});

test('a program gives its place up for nobody who could not take it', { timeout: 20_000 }, async () => {
  const { capacity, told, join } = await crowd(1, plenty);
  const [sleeper, main, spinner] = [dreamer(), dreamer(), dreamer(1)];
  for (const each of [main, spinner]) each.asleep(false);
  (await join('grading', 'sleeper')).runs(sleeper.cell, 1);
  const grading = await join('grading', 'main');
  grading.runs(main.cell, 1);
  (await join('program', 'spinner')).runs(spinner.cell, 1);
  sleeper.asleep(false);
  await until(() => sleeper.places.at(-1) === 'claimed');
  await delay(500);
  // Beside gradings that hold all the room.
  assert.deepEqual([capacity.lent, told, spinner.places], [1, ['sleeper', 'main', 'spinner'], []]);
  grading.leave();
  await until(() => sleeper.places.at(-1) === 'held');
});

test('who gave its place up for long enough keeps it, however many others come', {
  timeout: 20_000,
}, async () => {
  const { join } = await crowd(1, { ...plenty, givenUpMs: 500 });
  const spinner = dreamer(1);
  spinner.asleep(false);
  const turn = await join('program', 'spinner');
  turn.runs(spinner.cell, 1);
  let isOver = false;
  const flow = async () => {
    while (!isOver) {
      const brief = await join('program', 'brief');
      await delay(20);
      brief.leave();
    }
  };
  const flows = [flow(), flow()];
  await until(() => spinner.places.at(-1) === 'held');
  await delay(1000);
  assert.deepEqual(spinner.places, ['claimed', 'held']);
  isOver = true;
  turn.leave();
  await Promise.all(flows);
});
