// Locks between processes: flock on a file, held until released or until the process ends, however it ends.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';

/** Takes the exclusive lock on a file, which is made if need be; null where someone else holds it. */
export async function tryLock(path) {
  const held = open(path);
  if (await flock(held.fd, '--nonblock')) return held;
  held.release();
  return null;
}

/**
 * Runs action(descriptor) while holding the exclusive lock on a file; `wait(take)` is to call take() where it must be
 * waited for. A child that inherits the descriptor holds the lock too, for as long as it lives.
 */
export async function alone(path, wait, action) {
  const held = (await tryLock(path)) ?? (await wait(() => waitForLock(path)));
  try {
    return await action(held.fd);
  } finally {
    held.release();
  }
}

async function waitForLock(path) {
  const held = open(path);
  await flock(held.fd);
  return held;
}

// Reading is enough to lock, so that a file of a read-only checkout will do.
function open(path) {
  const fd = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  return { fd, release: () => closeSync(fd) };
}

// Node has no flock(2). flock(1) locks the open file that it inherits as descriptor 3; as the lock belongs to that
// open file, which this process holds too, it stays when flock(1) has ended.
async function flock(fd, ...options) {
  const child = spawn('flock', [...options, '--exclusive', '3'], {
    stdio: ['ignore', 'ignore', 'inherit', fd],
  });
  const [status] = await once(child, 'exit');
  if (status !== 0 && status !== 1) throw new Error(`flock ended with status ${status}`);
  return status === 0;
}
