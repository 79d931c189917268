// A small crowd; `npm run test:crowd` posts ten thousand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowd } from './crowd.js';
import { startService } from './service.js';

test('of a crowd posted at once every job is answered or refused, and none is lost', async () => {
  // Without a worker at first, so that the queue fills however slow this machine is.
  const env = { CELLBLOCK_QUEUE_LIMIT: '50' };
  const service = await startService({ parts: ['redis', 'api'], env });
  try {
    const { accepted, refused, wrong, growth } = await crowd(service, 400, () => service.start('worker'));
    assert.deepEqual(wrong, []);
    assert.equal(accepted + refused, 400);
    assert.ok(accepted >= 50 && accepted <= 100, `${accepted} accepted`);
    for (const name of ['api', 'redis'] as const) {
      const { beforeMiB, peakMiB } = growth[name];
      assert.ok(peakMiB - beforeMiB < 300, `${name}: from ${beforeMiB} to ${peakMiB} MiB`);
    }
  } finally {
    await service.stop();
  }
});
