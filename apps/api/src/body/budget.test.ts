import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBudget } from './budget.js';

it('refuses large bodies while others hold the budget, never small ones, and takes them again after release', () => {
  const { lease } = createBudget({ maximumBytes: 100, freeBytes: 10 });
  const [first, second, small, third] = [lease(), lease(), lease(), lease()];
  assert.equal(first.take(60), true);
  assert.equal(second.take(60), true);
  assert.equal(second.take(1), false);
  assert.equal(small.take(10), true);
  assert.equal(third.take(11), false);
  second.release();
  third.release();
  assert.equal(lease().take(40), true);
});

it('counts a lease that is released twice once', () => {
  const { lease } = createBudget({ maximumBytes: 100, freeBytes: 0 });
  const first = lease();
  first.take(100);
  first.release();
  first.release();
  assert.equal(lease().take(101), false);
});
