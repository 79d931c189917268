import assert from 'node:assert/strict';
import { getBody, partsOf, putBody } from './body-parts.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

const body = Buffer.alloc(9 * 1024 * 1024, 'body');

// As where a reply was written twice: the second names the same body, and is discarded.
test('a body that is deleted as soon as it is asked for is had whole', async ({ redis: { client } }) => {
  const pipeline = client.pipeline();
  putBody(pipeline, 'beside', body, 60_000);
  await pipeline.exec();
  const asked = getBody(client, 'beside', partsOf(body.length));
  await client.unlink('beside');
  assert.ok(body.equals(await asked));
  await assert.rejects(getBody(client, 'beside', partsOf(body.length)), /no longer in Redis/);
});
