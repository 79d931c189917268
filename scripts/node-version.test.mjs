import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { isNodeNewEnough, oldestNode } from './node-version.mjs';

it('takes Node from the oldest that will do on', () => {
  for (const version of ['20.15.0', '20.20.2', '22.2.0', '24.0.0', process.versions.node])
    assert.equal(isNodeNewEnough(version), true, version);
  for (const version of ['18.20.4', '20.0.0', '20.14.9'])
    assert.equal(isNodeNewEnough(version), false, version);
});

it('is what package.json says', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(engines.node, `>=${oldestNode}`);
});
