import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inSlices, type Steps } from './steps.js';

function* spin(ms: number): Steps<string> {
  const end = performance.now() + ms;
  while (performance.now() < end) yield;
  return 'done';
}

it('lets the event loop turn while it works', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  assert.equal(await inSlices(spin(100), new AbortController().signal), 'done');
  clearImmediate(immediate);
  assert.ok(turns >= 3, `${turns} turns`);
});

it('stops when the signal fires', async () => {
  const calling = new AbortController();
  const working = inSlices(spin(60_000), calling.signal);
  setImmediate(() => calling.abort(new Error('enough')));
  await assert.rejects(working, /enough/);
});
