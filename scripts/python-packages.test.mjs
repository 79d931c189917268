import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { installPythonPackages } from './python-packages.mjs';

let folder;
let ran;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cellblock-python-'));
  writeFileSync(join(folder, 'requirements.txt'), 'judge0==1\n');
  ran = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = async (argv) => {
  ran.push(argv);
  if (argv.includes('venv')) mkdirSync(argv.at(-1));
};

test('what is pinned is installed by its hashes, once', async () => {
  await installPythonPackages({ folder, run });
  await installPythonPackages({ folder, run });
  assert.equal(ran.length, 2);
  assert.ok(ran[1].includes('--require-hashes'));
  writeFileSync(join(folder, 'requirements.txt'), 'judge0==2\n');
  await installPythonPackages({ folder, run });
  assert.equal(ran.length, 4);
});

test('an index that is not reached is said, and how to name another one', async () => {
  const failing = async (argv) => {
    await run(argv);
    if (argv.includes('pip')) throw new Error('Connection refused');
  };
  await assert.rejects(
    installPythonPackages({ folder, run: failing }),
    /requirements\.txt, which tests need, could not be installed; they come from PyPI, or from the index that PIP_INDEX_URL or pip\.conf names: Connection refused/,
  );
  assert.ok(!existsSync(join(folder, 'venv/installed.txt')));
});
