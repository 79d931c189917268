import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { isNodeNewEnough, nodeNeeded } from './node-version.mjs';

it('takes Node from the oldest that will do on', () => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '24.0.0', process.versions.node])
    assert.equal(isNodeNewEnough(version), true, version);
  for (const version of ['18.20.4', '20.0.0', '20.18.9', '21.7.3', '22.11.0'])
    assert.equal(isNodeNewEnough(version), false, version);
});

it('is what package.json and the README say, and no older than what the tools take', () => {
  const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const { engines } = JSON.parse(read('package.json'));
  assert.equal(engines.node, '^20.19 || >=22.12');
  assert.ok(read('README.md').includes('Node.js 20.19, 22.12 or later'));
  assert.ok(nodeNeeded.startsWith('20.19, 22.12'));
  for (const tool of ['vite', 'knip'])
    assert.equal(JSON.parse(read(`node_modules/${tool}/package.json`)).engines.node, '^20.19.0 || >=22.12.0');
});
