import assert from 'node:assert/strict';
import test from 'node:test';
import { ranks } from '@cellblock/contract';
import fc from 'fast-check';
import { lastTurn, midnight, priorityOf, Turns } from './turns.js';

type Waiting = { owner: string; turn: number; order: number };

/** What Redis and the workers do: takes the job whose turn is the smallest, first come first, and moves the clock. */
function arena() {
  const turns = new Turns();
  const waiting: Waiting[] = [];
  let order = 0;
  let clock = 0;
  return {
    turns,
    waiting,
    post: (owner: string, count = 1) => {
      for (let job = 0; job < count; job++)
        waiting.push({ owner, turn: turns.take(owner, 'grading'), order: order++ });
    },
    take: (): string => {
      waiting.sort((one, other) => one.turn - other.turn || one.order - other.order);
      const taken = waiting.shift();
      assert.ok(taken);
      clock = Math.max(clock, taken.turn);
      turns.read({ ...midnight(), grading: clock });
      return taken.owner;
    },
  };
}

test('one job of a newcomer goes before all but a few of ten thousand', () => {
  const { post, take } = arena();
  post('crowd', 10_000);
  for (let taken = 0; taken < 100; taken++) take();
  post('newcomer');
  let before = 0;
  while (take() !== 'newcomer') before++;
  assert.ok(before <= 8, `${before} went before it`);
});

test('a crowd is not starved by newcomers that never end', () => {
  const { post, take } = arena();
  post('crowd', 1000);
  const taken = { crowd: 0, others: 0 };
  for (let round = 0; round < 500; round++) {
    // Each of three waits for an answer before it posts again.
    for (const owner of ['a', 'b', 'c']) post(owner);
    for (let job = 0; job < 4; job++) taken[take() === 'crowd' ? 'crowd' : 'others']++;
  }
  assert.ok(taken.crowd >= 450, `${taken.crowd} of the crowd's in 2000`);
  assert.ok(taken.others >= 1400, `${taken.others} of the others'`);
});

test('whoever waits is served, however all post and take', () => {
  const step = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.constant(null));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { post, take, waiting } = arena();
      let posted = 0;
      let taken = 0;
      for (const owner of steps) {
        if (owner !== null) {
          post(owner);
          posted++;
        } else if (waiting.length > 0) {
          take();
          taken++;
        }
      }
      while (waiting.length > 0) {
        take();
        taken++;
      }
      assert.equal(taken, posted);
    }),
  );
});

test('jobs of one owner go in the order in which they came', () => {
  const turns = new Turns();
  const taken = Array.from({ length: 1000 }, () => turns.take('a', 'interactive'));
  assert.deepEqual(
    taken,
    taken.toSorted((one, other) => one - other),
  );
});

test('a rank goes before the next, whatever the turns', () => {
  for (const [index, rank] of ranks.entries()) {
    const next = ranks[index + 1];
    if (next !== undefined) assert.ok(priorityOf(rank, lastTurn) < priorityOf(next, 0));
    assert.ok(priorityOf(rank, 0) > 0 && priorityOf(rank, lastTurn) < 2 ** 21);
  }
});

test('turns end at the last, and begin anew when nobody waits', () => {
  const turns = new Turns();
  turns.read({ ...midnight(), interactive: lastTurn });
  assert.equal(turns.isLate(), true);
  for (let job = 0; job < 10; job++) assert.equal(turns.take('a', 'interactive'), lastTurn);
  turns.reset();
  assert.deepEqual([turns.isLate(), turns.take('a', 'interactive')], [false, 0]);
});

test('turns begin anew where another door has set the clocks back', () => {
  const turns = new Turns();
  turns.read({ ...midnight(), interactive: lastTurn / 2, grading: 7 });
  for (let job = 0; job < 10; job++) turns.take('a', 'interactive');
  turns.read({ ...midnight(), grading: 7 });
  assert.equal(turns.take('a', 'interactive'), 0);
});
