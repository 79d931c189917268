import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureStateDirectory, weaknessOf } from './state.mjs';

const somebody = 12_345;

test('a state directory is made, for its owner alone', (context) => {
  const parent = mkdtempSync(join(tmpdir(), 'state-'));
  context.after(() => rmSync(parent, { recursive: true }));
  ensureStateDirectory(join(parent, 'a/b'));
  assert.equal(weaknessOf(join(parent, 'a/b')), null);
});

for (const inside of ['.', 'rootfs', 'redis']) {
  test(`what others may write to, or own, is refused with the remedy: ${inside}`, (context) => {
    const directory = mkdtempSync(join(tmpdir(), 'state-'));
    context.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, inside);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    for (const mode of [0o770, 0o702]) {
      chmodSync(path, mode);
      assert.throws(() => ensureStateDirectory(directory), /can be written by others: chmod go-w/);
    }
    chmodSync(path, 0o700);
    assert.equal(weaknessOf(directory), null);
    if (process.getuid() !== 0) return;
    // Root's is anybody's to use, and one's own.
    assert.equal(weaknessOf(directory, somebody), null);
    chownSync(path, somebody, somebody);
    assert.equal(weaknessOf(directory, somebody), null);
    assert.throws(
      () => ensureStateDirectory(directory),
      /belongs to user 12345.*chown it to 0, or set CELLBLOCK_STATE/,
    );
  });
}
