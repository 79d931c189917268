import assert from 'node:assert/strict';
import test from 'node:test';
import { Shares } from './shares.js';
import { midnight } from './turns.js';

const mine = { owner: 'me', rank: 'grading' } as const;
const at = (grading: number) => ({ ...midnight(), grading });

function sharesOf(...turns: number[]): Shares {
  const shares = new Shares();
  for (const [id, turn] of turns.entries()) shares.add(String(id), mine, turn);
  return shares;
}

test('a job counts from when it is let in until its turn is passed', () => {
  const shares = new Shares();
  shares.enter('me');
  assert.equal(shares.of('me'), 1);
  shares.leave('me');
  shares.add('a', mine, 7);
  shares.read(at(7), false);
  assert.deepEqual([shares.of('me'), shares.of('you')], [1, 0]);
  shares.read(at(8), false);
  assert.equal(shares.of('me'), 0);
});

test('a job that is taken out counts no more, once, and one that is put in twice counts once', () => {
  const shares = sharesOf(1, 2);
  shares.add('1', mine, 3);
  assert.equal(shares.of('me'), 2);
  for (let time = 0; time < 2; time++) shares.drop('0');
  assert.equal(shares.of('me'), 1);
});

test('where nobody waits those of the turn that it is are over, and those that come just then are not', () => {
  const shares = sharesOf(5, 5, 6);
  shares.read(at(5), true);
  assert.equal(shares.of('me'), 1);
});

test('where a clock was set back all are over that were before', () => {
  const shares = sharesOf(8, 9);
  shares.read(at(8), false);
  shares.read(at(0), false);
  assert.equal(shares.of('me'), 0);
});
