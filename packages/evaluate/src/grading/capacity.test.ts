import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCapacity } from './capacity.js';

test('lanes take what room jobs leave', () => {
  const capacity = createCapacity(3);
  capacity.enter();
  const lane = capacity.widen();
  assert.ok(lane);
  assert.ok(capacity.widen());
  assert.equal(capacity.widen(), null);
  lane();
  lane();
  assert.ok(capacity.widen());
  assert.equal(capacity.widen(), null);
});

test('a job that comes asks a lane to go', () => {
  const capacity = createCapacity(2);
  capacity.enter();
  capacity.widen();
  assert.equal(capacity.isOver, false);
  const leave = capacity.enter();
  assert.equal(capacity.isOver, true);
  leave();
  leave();
  assert.equal(capacity.isOver, false);
});

test('where there is room for one, there is one', () => {
  const capacity = createCapacity(1);
  capacity.enter();
  assert.equal(capacity.widen(), null);
});
