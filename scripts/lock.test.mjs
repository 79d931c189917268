import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { alone, tryLock } from './lock.mjs';

test('a lock is held by one at a time, until it is released', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'lock-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'lock');
  const first = await tryLock(path);
  assert.equal(await tryLock(path), null);
  const order = [];
  const wait = (take) => {
    order.push('waiting');
    first.release();
    return take();
  };
  const inside = async () => {
    order.push('inside');
    assert.equal(await tryLock(path), null);
  };
  await alone(path, wait, inside);
  assert.deepEqual(order, ['waiting', 'inside']);
  await alone(path, assert.fail, inside);
  await assert.rejects(
    alone(path, assert.fail, () => Promise.reject(new Error('no'))),
    /no/,
  );
  (await tryLock(path)).release();
});
