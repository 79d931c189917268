import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Limits, runLimits, withDefaults } from './limits.js';

for (const [name, { default: usual, minimum, maximum }] of Object.entries(runLimits)) {
  it(`${name} may be set from its minimum to its maximum, both included, and no further`, () => {
    assert.ok(minimum <= usual && usual <= maximum);
    const takes = (value: number) => Limits.safeParse({ [name]: value }).success;
    assert.deepEqual([minimum, usual, maximum, minimum - 1, maximum + 1].map(takes), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });
}

it('withDefaults keeps what is given and fills in the rest', () => {
  const full = withDefaults({ cpuMs: 17 });
  assert.equal(full.cpuMs, 17);
  assert.equal(full.wallMs, runLimits.wallMs.default);
  assert.deepEqual(Object.keys(full).sort(), Object.keys(runLimits).sort());
});
