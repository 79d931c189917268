import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { it } from 'node:test';
import { takeInTurn } from './in-turn.js';

it('messages are taken one at a time, and none is read while one is', async () => {
  const said: string[] = [];
  const socket = Object.assign(new EventEmitter(), {
    pause: () => void said.push('pause'),
    resume: () => void said.push('resume'),
  });
  const goOn: (() => void)[] = [];
  // Only what is asked of it is there.
  takeInTurn(socket as never, async (data) => {
    said.push(`begin ${data}`);
    await new Promise<void>((resolve) => goOn.push(resolve));
    said.push(`end ${data}`);
  });
  socket.emit('message', 1, false);
  socket.emit('message', 2, false);
  await new Promise(setImmediate);
  assert.deepEqual(said, ['pause', 'pause', 'begin 1']);
  goOn[0]?.();
  await new Promise(setImmediate);
  assert.deepEqual(said.slice(3), ['end 1', 'begin 2']);
  goOn[1]?.();
  await new Promise(setImmediate);
  assert.deepEqual(said.slice(5), ['end 2', 'resume']);
});
