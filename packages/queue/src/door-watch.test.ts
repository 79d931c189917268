import assert from 'node:assert/strict';
import { DoorWatch } from './door-watch.js';
import { keysUnder } from './keys.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

test('a door is gone after five beats without it, however many of its jobs ask at once', async ({
  redis: { client },
  sides,
}) => {
  const watch = new DoorWatch(client, keysUnder(sides.prefix));
  const asked = Array.from({ length: 10 }, () => watch.isGone('late'));
  // What was sent before this is answered before it.
  await client.ping();
  for (let beats = 1; beats < 5; beats++) {
    assert.equal(watch.isKnownGone('late'), false, `gone after ${beats}`);
    await watch.beat();
  }
  assert.equal(watch.isKnownGone('late'), true);
  assert.deepEqual(new Set(await Promise.all(asked)), new Set([true]));
});
