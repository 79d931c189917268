import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpioArchive } from './cpio.mjs';

/** Reads an archive back, by the description of the form and not by the writer's code. */
function read(archive) {
  const found = [];
  for (let at = 0; ; ) {
    assert.equal(archive.toString('latin1', at, at + 6), '070701');
    const field = (index) =>
      Number.parseInt(archive.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16);
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const name = archive.toString('utf8', at + 110, at + 110 + nameSize - 1);
    const data = at + Math.ceil((110 + nameSize) / 4) * 4;
    if (name === 'TRAILER!!!') return found;
    found.push([name, mode, archive.toString('utf8', data, data + size)]);
    at = data + Math.ceil(size / 4) * 4;
  }
}

test('what is put into an archive is read out of it', () => {
  const archive = cpioArchive([
    { path: 'bin', type: 'directory', mode: 0o755 },
    { path: 'bin/a', type: 'file', mode: 0o700, content: 'x' },
    { path: 'bin/longer', type: 'file', mode: 0o644, content: Buffer.from('four') },
    { path: 'sh', type: 'symlink', mode: 0o777, content: 'bin/a' },
  ]);
  assert.deepEqual(read(archive), [
    ['bin', 0o040755, ''],
    ['bin/a', 0o100700, 'x'],
    ['bin/longer', 0o100644, 'four'],
    ['sh', 0o120777, 'bin/a'],
  ]);
});

test('every length of name and content keeps the members aligned', () => {
  for (let length = 0; length < 9; length++) {
    const name = 'n'.repeat(length + 1);
    const content = 'c'.repeat(length);
    assert.deepEqual(read(cpioArchive([{ path: name, type: 'file', mode: 0, content }])), [
      [name, 0o100000, content],
    ]);
  }
});
