import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProbe } from './host-facts.mjs';

test('the lines of the probe are facts', () => {
  assert.deepEqual(parseProbe('pid namespace\tyes\ta cell sees itself\ncgroups\tpartial\tmemory alone\n'), [
    { name: 'pid namespace', state: 'yes', detail: 'a cell sees itself' },
    { name: 'cgroups', state: 'partial', detail: 'memory alone' },
  ]);
});

test('a line of another form is an error, not a fact', () => {
  for (const line of ['cgroups', 'cgroups\tmaybe\tx', 'cgroups\tyes', 'a\tyes\tb\tc']) {
    assert.throws(() => parseProbe(line), /unknown line/);
  }
});
