import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inSlices, type Steps } from './steps.js';

function* spin(ms: number): Steps<string> {
  const end = performance.now() + ms;
  while (performance.now() < end) yield;
  return 'done';
}

it('lets the event loop turn while it works', { timeout: 20_000 }, async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  const end = performance.now() + 10_000;
  function* work(): Steps<string> {
    while (turns < 3) {
      if (performance.now() > end) return 'it never turned';
      yield;
    }
    return 'done';
  }
  assert.equal(await inSlices(work(), new AbortController().signal), 'done');
  clearImmediate(immediate);
});

it('stops when the signal fires', async () => {
  const calling = new AbortController();
  const working = inSlices(spin(60_000), calling.signal);
  setImmediate(() => calling.abort(new Error('enough')));
  await assert.rejects(working, /enough/);
});
