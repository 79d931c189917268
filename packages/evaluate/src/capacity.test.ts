import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCapacity, type Work } from './capacity.js';

const patient = new AbortController().signal;

/** Room for `width`; `join` asks for a turn and tells of it in `told`. */
async function crowd(width: number) {
  const capacity = createCapacity(width);
  const told: string[] = [];
  const join = (work: Work, name: string) =>
    capacity.enter(work, patient).then((leave) => {
      told.push(name);
      return leave;
    });
  return { capacity, told, join, settled: () => new Promise(setImmediate) };
}

test('lanes take what room jobs leave', async () => {
  const { capacity, join } = await crowd(3);
  await join('grading', 'a');
  const lane = capacity.widen();
  assert.ok(lane);
  assert.ok(capacity.widen());
  assert.equal(capacity.widen(), null);
  lane();
  lane();
  assert.ok(capacity.widen());
  assert.equal(capacity.widen(), null);
});

test('a job that comes asks a lane to go, one that waits as well', async () => {
  const { capacity, join } = await crowd(2);
  await join('grading', 'a');
  capacity.widen();
  assert.equal(capacity.isOver, false);
  const leave = await join('program', 'b');
  assert.equal(capacity.isOver, true);
  leave();
  leave();
  assert.equal(capacity.isOver, false);
  await join('program', 'c');
  void join('program', 'd');
  assert.equal(capacity.widen(), null);
});

test('where there is room for one, there is one', async () => {
  const { capacity, join } = await crowd(1);
  await join('grading', 'a');
  assert.equal(capacity.widen(), null);
});

test('no more programs than there is room for run at once, in the order they came', async () => {
  const { told, join, settled } = await crowd(2);
  const [first] = [await join('program', 'a'), await join('program', 'b')];
  const third = join('program', 'c');
  void join('program', 'd');
  await settled();
  assert.deepEqual(told, ['a', 'b']);
  first();
  first();
  const leave = await third;
  await settled();
  assert.deepEqual(told, ['a', 'b', 'c']);
  leave();
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
  program();
  await settled();
  assert.deepEqual(told, ['a', 'b', 'd', 'e']);
  first();
  await settled();
  assert.deepEqual(told, ['a', 'b', 'd', 'e']);
});

test('whoever is called off leaves the line', async () => {
  const { capacity, told, join, settled } = await crowd(1);
  const leave = await join('program', 'a');
  const calling = new AbortController();
  const called = capacity.enter('program', calling.signal);
  void join('program', 'c');
  calling.abort(new Error('called off'));
  await assert.rejects(called, /called off/);
  await assert.rejects(capacity.enter('program', calling.signal), /called off/);
  leave();
  await settled();
  assert.deepEqual(told, ['a', 'c']);
});
