import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveInside, treeDigest, treeEntries } from './tree-walk.mjs';

function temporaryTree(context) {
  const tree = mkdtempSync(join(tmpdir(), 'tree-'));
  context.after(() => rmSync(tree, { recursive: true }));
  mkdirSync(join(tree, 'usr/lib'), { recursive: true });
  writeFileSync(join(tree, 'usr/lib/libx.so.1.0'), 'x');
  symlinkSync('libx.so.1.0', join(tree, 'usr/lib/libx.so.1'));
  symlinkSync('/usr/lib', join(tree, 'lib'));
  symlinkSync('../../../../../../usr/lib/libx.so.1', join(tree, 'usr/up'));
  symlinkSync('/usr/up', join(tree, 'usr/lib/absolute'));
  symlinkSync('loop', join(tree, 'loop'));
  return tree;
}

test('links are followed as from the root of the tree, never out of it', (context) => {
  const tree = temporaryTree(context);
  const file = join(tree, 'usr/lib/libx.so.1.0');
  assert.equal(resolveInside(tree, '/usr/lib/libx.so.1'), file);
  assert.equal(resolveInside(tree, '/lib/libx.so.1'), file);
  assert.equal(resolveInside(tree, '/usr/up'), file);
  assert.equal(resolveInside(tree, '/lib/absolute'), file);
  assert.throws(() => resolveInside(tree, '/loop'), /too many links/);
  assert.throws(() => resolveInside(tree, '/etc/passwd'), { code: 'ENOENT' });
});

test('entries are listed in order, parents first, links not followed', (context) => {
  const tree = temporaryTree(context);
  const entries = [
    '.',
    'lib',
    'loop',
    'usr',
    'usr/lib',
    'usr/lib/absolute',
    'usr/lib/libx.so.1',
    'usr/lib/libx.so.1.0',
    'usr/up',
  ];
  assert.deepEqual([...treeEntries(tree)], entries);
});

test('the digest changes with content, mode, time and links', (context) => {
  const tree = temporaryTree(context);
  const file = join(tree, 'usr/lib/libx.so.1.0');
  utimesSync(file, 1000, 1000);
  const seen = new Set([treeDigest(tree)]);
  const changes = [
    () => writeFileSync(file, 'y'),
    () => utimesSync(file, 1000, 1001),
    () => chmodSync(file, 0o600),
    () => rmSync(join(tree, 'loop')),
  ];
  for (const change of changes) {
    change();
    seen.add(treeDigest(tree));
  }
  assert.equal(seen.size, changes.length + 1);
});
