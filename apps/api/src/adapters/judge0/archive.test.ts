import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Zippable, zipSync } from 'fflate';
import { BadArchive, filesIn } from './archive.js';

const zip = (files: Zippable) => Buffer.from(zipSync(files));
const one = Buffer.from('one');
const unix = (mode: number) => ({ os: 3, attrs: (mode << 16) >>> 0 });

describe('a zip', () => {
  it('is read into its files, without its folders', async () => {
    const archive = zip({ 'a.txt': one, folder: { 'b.h': Buffer.from('two') }, empty: {} });
    const files = await filesIn(archive);
    assert.deepEqual(files.map(({ path, content }) => [path, content.toString()]).sort(), [
      ['a.txt', 'one'],
      ['folder/b.h', 'two'],
    ]);
  });

  it('may say that its files are plain', async () => {
    assert.equal((await filesIn(zip({ a: [one, unix(0o100_644)] }))).length, 1);
  });

  it('may hold nothing', async () => {
    assert.deepEqual(await filesIn(zip({})), []);
  });

  const bad: [what: string, archive: Buffer, reason: RegExp][] = [
    ['with a path that leaves its folder', zip({ '../a': one }), /invalid relative path: \.\.\/a/],
    ['with an absolute path', zip({ '/a': one }), /absolute path/],
    ['with a link', zip({ a: [Buffer.from('/etc/passwd'), unix(0o120_777)] }), /"a" is a link or a device/],
    ['with a device', zip({ a: [one, unix(0o020_666)] }), /is a link or a device/],
    ['with a name that is hidden', zip({ '.a': one }), /has a name that can't be taken, "\.a"/],
    ['that unpacks to more than it may', zip({ a: Buffer.alloc(10_240 * 1024 + 1) }), /at most 10240 KB/],
    [
      'whose files together are more than it may hold',
      zip({ a: Buffer.alloc(6_000_000), b: Buffer.alloc(6_000_000) }),
      /at most 10240 KB/,
    ],
    [
      'of too many files',
      zip(Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`f${index}`, one]))),
      /at most 64 files/,
    ],
    [
      'of too many entries',
      zip(Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`f${index}`, one]))),
      /at most 256 entries/,
    ],
    ['that is none', Buffer.from('no zip'), /is no zip that can be read/],
    ['that is empty', Buffer.alloc(0), /is no zip that can be read/],
    ['that is cut', zip({ a: one }).subarray(0, 40), /is no zip that can be read/],
  ];
  for (const [what, archive, reason] of bad) {
    it(`${what} is refused`, async () => {
      await assert.rejects(
        filesIn(archive),
        (error) => error instanceof BadArchive && reason.test(error.message),
      );
    });
  }

  it('whose file is not what it was packed from is refused', async () => {
    const archive = zip({ a: [one, { level: 0 }] });
    archive.write('two', archive.indexOf(one));
    await assert.rejects(
      filesIn(archive),
      (error) => error instanceof BadArchive && /holds a damaged/.test(error.message),
    );
  });

  it('that says it is smaller than it is, is refused', async () => {
    const archive = zip({ a: Buffer.alloc(1_000_000) });
    // The size of what is unpacked, in the central directory's one entry.
    archive.writeUInt32LE(10, archive.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24);
    await assert.rejects(filesIn(archive), BadArchive);
  });
});
