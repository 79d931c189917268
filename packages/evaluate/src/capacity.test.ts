import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { crowd } from './crowd-for-tests.js';

// What a test waits for is no reason for the process to go on.
const awake = setInterval(() => {}, 1000);
after(() => clearInterval(awake));

test('lanes take what room jobs leave', async () => {
  const { join, widen, settled } = await crowd(3);
  await join('grading', 'a');
  const lanes = [widen(), widen(), widen(), widen()];
  const begun = () => lanes.map(({ turn }) => turn !== null);
  await settled();
  assert.deepEqual(begun(), [true, true, false, false]);
  lanes[0]?.turn?.leave();
  lanes[0]?.turn?.leave();
  await settled();
  assert.deepEqual(begun(), [true, true, true, false]);
});

test('a job that comes asks a lane to go, one that waits as well', async () => {
  const { capacity, join, widen, settled } = await crowd(2);
  await join('grading', 'a');
  widen();
  await settled();
  assert.equal(capacity.isOver, false);
  const turn = await join('program', 'b');
  assert.equal(capacity.isOver, true);
  turn.leave();
  turn.leave();
  assert.equal(capacity.isOver, false);
  const another = await join('program', 'c');
  void join('program', 'd');
  const lane = widen();
  another.leave();
  await settled();
  assert.equal(lane.turn, null);
});

test('where there is room for one, there is one', async () => {
  const { join, widen, settled } = await crowd(1);
  await join('grading', 'a');
  const lane = widen();
  await settled();
  assert.equal(lane.turn, null);
});

test('a lane comes when a job that waited has gone away, and none for who needs it no more', async () => {
  const { capacity, join, widen, settled } = await crowd(2);
  const grading = await join('grading', 'a');
  await join('grading', 'b');
  const calling = new AbortController();
  const called = capacity.enter('grading', calling.signal);
  const [unneeded, lane] = [new AbortController(), widen()];
  const none = capacity.widen(unneeded.signal);
  grading.leave();
  await settled();
  assert.equal(lane.turn, null);
  (await called).leave();
  unneeded.abort(new Error('no test is left'));
  await assert.rejects(none, /no test is left/);
  await settled();
  assert.ok(lane.turn);
});

test('no more programs than there is room for run at once, in the order they came', async () => {
  const { told, join, settled } = await crowd(2);
  const [first] = [await join('program', 'a'), await join('program', 'b')];
  const third = join('program', 'c');
  void join('program', 'd');
  await settled();
  assert.deepEqual(told, ['a', 'b']);
  first.leave();
  first.leave();
  const turn = await third;
  await settled();
  assert.deepEqual(told, ['a', 'b', 'c']);
  turn.leave();
  await settled();
  assert.deepEqual(told, ['a', 'b', 'c', 'd']);
});

test('programs go before gradings, and one runs beside them where they hold all the room', async () => {
  const { told, join, settled } = await crowd(2);
  const [first] = [await join('grading', 'a'), await join('grading', 'b')];
  void join('grading', 'c');
  const program = await join('program', 'd');
  void join('program', 'e');
  await settled();
  assert.deepEqual(told, ['a', 'b', 'd']);
  program.leave();
  await settled();
  assert.deepEqual(told, ['a', 'b', 'd', 'e']);
  first.leave();
  await settled();
  assert.deepEqual(told, ['a', 'b', 'd', 'e']);
});

test('whoever is called off leaves the line', async () => {
  const { capacity, told, join, settled } = await crowd(1);
  const turn = await join('program', 'a');
  const calling = new AbortController();
  const called = capacity.enter('program', calling.signal);
  void join('program', 'c');
  calling.abort(new Error('called off'));
  await assert.rejects(called, /called off/);
  await assert.rejects(capacity.enter('program', calling.signal), /called off/);
  turn.leave();
  await settled();
  assert.deepEqual(told, ['a', 'c']);
});
