import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostToolchain } from './testing/host-gcc.js';
import { fillTemplate, loadToolchain } from './toolchain.js';

test('placeholders take none, one or many elements, and all else stays', () => {
  const template = ['/usr/bin/ld', '-o', '{output}', '{objects}', '{libraries}', '-x{source}'];
  assert.deepEqual(fillTemplate(template, { output: 'a.out', objects: ['1.o', '2.o'], libraries: [] }), [
    ...['/usr/bin/ld', '-o', 'a.out', '1.o', '2.o', '-x{source}'],
  ]);
  assert.throws(() => fillTemplate(['/usr/bin/as', '{source}'], { output: 'x' }), /unexpected \{source\}/);
});

async function load(text: string | null) {
  const directory = await mkdtemp(join(tmpdir(), 'cellblock-toolchain-'));
  try {
    if (text !== null) await writeFile(join(directory, 'toolchain.json'), text);
    return await loadToolchain(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('a toolchain is read, and what evaluate has no use for is passed over', async () => {
  const text = JSON.stringify({ ...hostToolchain, packages: { 'gcc-12': '12.2.0-14' } });
  assert.deepEqual(await load(text), hostToolchain);
});

test('a rootfs without a sound toolchain is an error that says what to do', async () => {
  await assert.rejects(load(null), /npm run rootfs/);
  await assert.rejects(load('{"version":1}'), /npm run rootfs[\s\S]*compilers/);
});
