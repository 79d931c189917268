// A client that asks for many things on one connection before it has any answer.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { listening, postOf, waitingDoor } from '../client-for-tests.js';

it('carries a hundred requests that wait, and refuses one more until there are answers', {
  timeout: 30_000,
}, async (context) => {
  const door = waitingDoor();
  const api = await listening({ submit: door.submit });
  context.after(() => api.close());
  const { socket, until } = await api.dial();
  socket.write(postOf('x').repeat(101));
  await door.arrived(100);
  for (let index = 0; index < 100; index += 1) door.answer(index, 'done');
  const text = await until(/too_many_requests/);
  assert.equal(text.match(/HTTP\/1\.1 200/g)?.length, 100);
  assert.match(text, /at most 100 on one connection/);
  socket.write(postOf('x'));
  await door.arrived(101);
  assert.equal(door.signals.length, 101);
});
