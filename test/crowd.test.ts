// A small crowd; `npm run test:crowd` posts ten thousand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowd } from './crowd.js';
import { startService } from './service.js';

test('of a crowd posted at once every job is answered or refused, and none is lost', async () => {
  const service = await startService({ env: { CELLBLOCK_QUEUE_LIMIT: '50' } });
  try {
    const { accepted, refused, wrong, beforeMiB, peakMiB } = await crowd(service, 400);
    assert.deepEqual(wrong, []);
    assert.equal(accepted + refused, 400);
    assert.ok(accepted >= 50, `${accepted} accepted`);
    assert.ok(refused > 0, 'the queue has no bound');
    assert.ok(peakMiB - beforeMiB < 300, `from ${beforeMiB} to ${peakMiB} MiB`);
  } finally {
    await service.stop();
  }
});
