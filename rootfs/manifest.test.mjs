import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseManifest, parsePackages, recipeHash, renderManifest, versionOf } from './manifest.mjs';

const sha256 = 'a'.repeat(64);
const printed = `'http://m.example/debian/pool/main/g/gcc/gcc_12.2.0-3_amd64.deb' gcc_4%3a12.2.0-3_amd64.deb 19436 SHA256:${sha256}
'http://m.example/debian/pool/main/b/binutils_2.40-2_amd64.deb' binutils_2.40-2_amd64.deb 64 SHA256:${'b'.repeat(64)}
`;

test('packages are read without their address, sorted, with the epoch of their version', () => {
  assert.deepEqual(parsePackages(printed), [
    { name: 'binutils', version: '2.40-2', architecture: 'amd64', sha256: 'b'.repeat(64) },
    { name: 'gcc', version: '4:12.2.0-3', architecture: 'amd64', sha256 },
  ]);
});

test('a package without a SHA256 is an error, not a package', () => {
  assert.throws(
    () => parsePackages(printed.replaceAll('SHA256:', 'MD5Sum:')),
    /without a package and its SHA256/,
  );
});

test('the version changes with the recipe and with any package, and with nothing else', () => {
  const packages = parsePackages(printed);
  const version = versionOf('recipe', packages);
  assert.match(version, /^[0-9a-f]{16}$/);
  assert.equal(versionOf('recipe', parsePackages(printed.replaceAll('m.example', 'other.example'))), version);
  assert.notEqual(versionOf('another', packages), version);
  assert.notEqual(versionOf('recipe', [{ ...packages[0], sha256: 'c'.repeat(64) }, packages[1]]), version);
});

test('a manifest that was written is read back', () => {
  const manifest = {
    recipe: 'c'.repeat(64),
    suite: 'bookworm',
    trees: { compile: 'd'.repeat(64), run: 'e'.repeat(64) },
    packages: parsePackages(printed),
  };
  assert.deepEqual(parseManifest(renderManifest(manifest)), manifest);
  assert.equal(parseManifest('something else\n'), null);
});

test('the recipe is every file of its directory but tests and documentation', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'recipe-'));
  context.after(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'smoke'));
  const write = (name, text) => writeFileSync(join(directory, name), text);
  write('recipe.mjs', 'one');
  write('smoke/hello.c', 'one');
  const before = recipeHash(directory, 'bookworm');
  write('recipe.test.mjs', 'test');
  write('README.md', 'text');
  assert.equal(recipeHash(directory, 'bookworm'), before);
  assert.notEqual(recipeHash(directory, 'trixie'), before);
  write('smoke/hello.c', 'two');
  const after = recipeHash(directory, 'bookworm');
  assert.notEqual(after, before);
  write('new.mjs', '');
  assert.notEqual(recipeHash(directory, 'bookworm'), after);
});
