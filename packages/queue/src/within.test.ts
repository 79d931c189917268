import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from './within.js';

const never = new Promise<never>(() => {});
const isLate = { code: 'queue_unavailable' };

/** Holds up the event loop. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('what comes in time is given, what fails or never comes is queue_unavailable', async () => {
  assert.equal(await within(1000, Promise.resolve(5)), 5);
  await assert.rejects(within(1000, Promise.reject(new Error('x'))), isLate);
  const began = performance.now();
  await assert.rejects(within(200, never), isLate);
  assert.ok(performance.now() - began > 190);
});

test('a process that is late itself does not blame Redis', async () => {
  const answer = delay(300).then(() => 'here');
  const asked = within(200, answer);
  // Five times the patience, in which the answer could not be read.
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(setImmediate);
    block(200);
  }
  assert.equal(await asked, 'here');
});

test('a process that is always late gives up all the same', async () => {
  const busy = setInterval(() => block(100), 1);
  const began = performance.now();
  await assert.rejects(within(20, never), isLate);
  clearInterval(busy);
  assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
});
