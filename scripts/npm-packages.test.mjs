import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInstalled } from './npm-packages.mjs';

const lock = (packages) => ({ packages });
const wanted = lock({
  '': { name: 'cellblock' },
  'apps/api': { version: '0.1.0' },
  'node_modules/@cellblock/api': { resolved: 'apps/api', link: true },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-x' },
  'node_modules/other-system': { version: '1.0.0', optional: true },
});
const { '': _root, 'node_modules/other-system': _optional, ...installed } = wanted.packages;

test('an installation without the optional packages of other systems is whole', () => {
  assert.ok(isInstalled(wanted, lock(installed)));
});

test('another version, another content, a missing or a superfluous package is not', () => {
  const zod = installed['node_modules/zod'];
  for (const change of [
    { 'node_modules/zod': { ...zod, version: '4.0.1' } },
    { 'node_modules/zod': { ...zod, integrity: 'sha512-y' } },
    { 'node_modules/zod': undefined },
    { 'node_modules/left': { version: '1.0.0' } },
  ]) {
    assert.ok(!isInstalled(wanted, lock({ ...installed, ...change })), JSON.stringify(change));
  }
});
