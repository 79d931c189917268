// Who may have how many sessions open.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sessionBounds } from '@cellblock/contract';
import WebSocket from 'ws';
import { benchOf } from '../door-for-tests.js';
import { admitted, as } from '../queue-for-tests.js';

it('one caller may have half of all sessions open, and again when some are over', async () => {
  const { app } = benchOf({ admit: admitted });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const sockets: WebSocket[] = [];
  const statusOf = (name: string) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`${address.replace('http', 'ws')}/session`, { headers: as(name) });
      sockets.push(socket);
      socket.once('open', () => resolve(101)).once('error', reject);
      socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    });
  try {
    const half = sessionBounds.sessions.maximum / 2;
    for (let session = 0; session < half; session++) assert.equal(await statusOf('a'), 101);
    assert.deepEqual([await statusOf('a'), await statusOf('b')], [503, 101]);
    const [first] = sockets;
    first?.close();
    // Our side hears of it a moment after the client.
    while ((await statusOf('a')) !== 101) await delay(20);
    assert.equal(await statusOf('a'), 503);
  } finally {
    for (const socket of sockets) socket.terminate();
    await app.close();
  }
});
