import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { lineOver } from './line.js';

const server = createServer();
const sockets = new WebSocketServer({ server });
after(() => {
  for (const socket of sockets.clients) socket.terminate();
  server.close();
});

test('a line is over as soon as nothing can be said any more', { timeout: 10_000 }, async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const [socket]: WebSocket[] = await once(sockets, 'connection');
  await once(client, 'open');
  client.pause();
  const line = lineOver(socket ?? assert.fail(), { stalledMs: 5000, heartbeatMs: 5000 });
  await line.send({});
  assert.equal(line.over.aborted, false);
  // The connection is not closed before the client has answered that.
  line.close(1000);
  await assert.rejects(line.send({}));
  assert.equal(line.over.aborted, true);
  client.terminate();
});
