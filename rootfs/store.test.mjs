import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tryLock } from '../scripts/lock.mjs';
import { renderManifest } from './manifest.mjs';
import { addVersion, currentManifest, hasVersion, leaseName, publish, removeLeftovers } from './store.mjs';

function temporaryStore(context) {
  const store = mkdtempSync(join(tmpdir(), 'store-'));
  context.after(() => rmSync(store, { recursive: true }));
  return store;
}

/** Adds a version that was last used `age` seconds ago. */
async function add(store, version, age = 0) {
  const building = join(store, `tmp-${version}`);
  mkdirSync(building);
  writeFileSync(join(building, leaseName), '');
  writeFileSync(
    join(building, 'manifest'),
    renderManifest({ recipe: version, suite: 's', trees: {}, packages: [] }),
  );
  await addVersion(store, building, version);
  const then = Date.now() / 1000 - age;
  utimesSync(join(store, `rootfs-${version}`), then, then);
}

test('a published version is the current one', async (context) => {
  const store = temporaryStore(context);
  assert.equal(currentManifest(store), null);
  await add(store, 'a');
  assert.ok(hasVersion(store, 'a'));
  await publish(store, 'a');
  assert.equal(readlinkSync(join(store, 'current')), 'rootfs-a');
  await add(store, 'b');
  await publish(store, 'b');
  assert.equal(currentManifest(store).version, 'b');
  assert.equal(currentManifest(store).recipe, 'b');
});

test('three versions are kept, the ones used last, and one that is in use is never removed', async (context) => {
  const store = temporaryStore(context);
  await add(store, 'oldest', 500);
  await add(store, 'older', 400);
  await add(store, 'old', 300);
  await add(store, 'recent', 200);
  await add(store, 'new', 100);
  const lease = await tryLock(join(store, 'rootfs-oldest', leaseName));
  await publish(store, 'new');
  assert.deepEqual(readdirSync(store).sort(), [
    'current',
    'rootfs-new',
    'rootfs-old',
    'rootfs-oldest',
    'rootfs-recent',
  ]);
  lease.release();
  await publish(store, 'new');
  assert.deepEqual(readdirSync(store).sort(), ['current', 'rootfs-new', 'rootfs-old', 'rootfs-recent']);
});

test('going back to an older version keeps it', async (context) => {
  const store = temporaryStore(context);
  for (const [index, version] of ['a', 'b', 'c', 'd'].entries()) await add(store, version, 400 - index * 100);
  await publish(store, 'a');
  assert.deepEqual(readdirSync(store).sort(), ['current', 'rootfs-a', 'rootfs-c', 'rootfs-d']);
});

test('leftovers of builds that were cut off are removed', async (context) => {
  const store = temporaryStore(context);
  await add(store, 'a');
  mkdirSync(join(store, 'tmp-x/compile'), { recursive: true });
  mkdirSync(join(store, 'gone-rootfs-y'));
  removeLeftovers(store);
  assert.deepEqual(readdirSync(store), ['rootfs-a']);
});
