import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '@cellblock/contract';
import { signalled } from './bench-for-tests.js';
import { Gate } from './gate.js';

const isFull = (error: unknown) => error instanceof AppError && error.code === 'queue_full';

test('as many as the limit get in at once, and no more', () => {
  const gate = new Gate(3, async () => 0);
  for (let job = 0; job < 3; job++) gate.enter();
  assert.equal(gate.isDoubtful(), true);
  assert.throws(() => gate.enter(), isFull);
});

test('a job that failed to get into the queue gives its place back', () => {
  const gate = new Gate(1, async () => 0);
  gate.enter();
  gate.leave(false);
  gate.enter();
  gate.leave(true);
  assert.throws(() => gate.enter(), isFull);
});

test('a count makes room for the jobs that workers took', async () => {
  const gate = new Gate(2, async () => 1);
  for (let job = 0; job < 2; job++) {
    gate.enter();
    gate.leave(true);
  }
  assert.equal(gate.isDoubtful(), true);
  await gate.recount();
  assert.equal(gate.isDoubtful(), false);
});

test('jobs that are being added while it is counted stay counted', async () => {
  const gate = new Gate(2, async () => 0);
  gate.enter();
  gate.enter();
  await gate.recount();
  assert.equal(gate.isDoubtful(), true);
});

test('what other processes added is counted', async () => {
  const gate = new Gate(2, async () => 7);
  await gate.recount();
  assert.throws(() => gate.enter(), isFull);
});

test('a crowd is counted before it is let in', async () => {
  const gate = new Gate(1000, async () => 0);
  for (let job = 0; job < 16; job++) gate.enter();
  assert.equal(gate.isDoubtful(), true);
  await gate.recount();
  assert.equal(gate.isDoubtful(), false);
});

test('a crowd at a full queue shares one count', async () => {
  let counts = 0;
  const { promise, settle } = signalled<number>();
  const gate = new Gate(0, () => {
    counts++;
    return promise;
  });
  const crowd = Promise.all(Array.from({ length: 100 }, () => gate.recount()));
  settle(5);
  await crowd;
  assert.equal(counts, 1);
});

test('a job is counted after it was added, and while nobody waits not each one', async () => {
  let counts = 0;
  let ms = 0;
  const count = async () => {
    counts++;
    return 0;
  };
  const gate = new Gate(1000, count, () => ms);
  const add = () => {
    gate.enter();
    gate.leave(true);
  };
  gate.enter();
  assert.equal(counts, 0);
  gate.leave(true);
  await gate.recount();
  assert.equal(counts, 1);
  ms = 100;
  add();
  assert.equal(counts, 1);
  ms = 300;
  add();
  assert.equal(counts, 2);
});
