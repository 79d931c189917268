import assert from 'node:assert/strict';
import test from 'node:test';
import { createHabits } from './habits.js';

function at() {
  const clock = { ms: 0 };
  return { clock, habits: createHabits(() => clock.ms) };
}

test('what is asked for a third time is worth a server, and then begins anew', () => {
  const { clock, habits } = at();
  assert.deepEqual(
    [1, 2, 3].map(() => habits.isWorth('a')),
    [false, false, true],
  );
  clock.ms += 10_000;
  assert.deepEqual(
    [1, 2, 3].map(() => habits.isWorth('a')),
    [false, false, true],
  );
});

test('servers are started one at a time, however much is asked for', () => {
  const { clock, habits } = at();
  const ask = (key: string) => [1, 2, 3].map(() => habits.isWorth(key)).at(-1);
  assert.equal(ask('a'), true);
  assert.equal(ask('b'), false);
  clock.ms += 2000;
  assert.equal(habits.isWorth('b'), true);
});

test('what was asked for long ago is forgotten', () => {
  const { habits } = at();
  habits.isWorth('a');
  habits.isWorth('a');
  for (let other = 0; other < 256; other++) habits.isWorth(`other ${other}`);
  assert.equal(habits.isWorth('a'), false);
});
