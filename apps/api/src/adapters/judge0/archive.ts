// A zip that came with a submission, read into files: bounded, and without anything but plain files in plain folders.

import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { FilePath, submissionBounds } from '@cellblock/contract';
import { type Entry, fromBufferPromise } from 'yauzl';

export type ArchivedFile = { path: string; content: Buffer };

/** The most that all files together may hold, in KB, as Judge0 has it. */
export const mostExtractedKb = 10_240;

const mostFiles = submissionBounds.inputFiles.maximum;
const mostEntries = 4 * mostFiles;

/** That a zip can't be taken; the message is for the client. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

const tooLarge = `must hold at most ${mostExtractedKb} KB in all`;

/** The files of a zip; BadArchive where it is none, or holds what can't be taken. */
export async function filesIn(zip: Buffer): Promise<ArchivedFile[]> {
  try {
    return await readAll(zip);
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    // The reader refuses names that lead out of the folder, and sizes that are not what they say.
    throw new BadArchive(`is no zip that can be read: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

async function readAll(zip: Buffer): Promise<ArchivedFile[]> {
  const archive = await fromBufferPromise(zip, { lazyEntries: true });
  if (archive.entryCount > mostEntries) throw new BadArchive(`must hold at most ${mostEntries} entries`);
  const files = new Map<string, Buffer>();
  let room = mostExtractedKb * 1024;
  for await (const entry of archive.eachEntry()) {
    const path = pathOf(entry);
    if (path === null) continue;
    if (files.has(path)) throw new BadArchive(`holds ${path} twice`);
    if (files.size >= mostFiles) throw new BadArchive(`must hold at most ${mostFiles} files`);
    // Not a byte more than this is unpacked: the reader stops there.
    if (entry.uncompressedSize > room) throw new BadArchive(tooLarge);
    room -= entry.uncompressedSize;
    const content = await buffer(await archive.openReadStreamPromise(entry));
    // The reader leaves this to us.
    if (crc32(content) !== entry.crc32) throw new BadArchive(`holds ${path} damaged: its checksum is wrong`);
    files.set(path, content);
  }
  return [...files].map(([path, content]) => ({ path, content }));
}

const madeByUnix = 3;
const fileType = { mask: 0o170_000, plain: 0o100_000, folder: 0o040_000 };

/** Where the entry goes; null for a folder, which its files bring along. */
function pathOf({ fileName, versionMadeBy, externalFileAttributes, ...entry }: Entry): string | null {
  const isFolder = fileName.endsWith('/');
  const type = versionMadeBy >>> 8 === madeByUnix ? (externalFileAttributes >>> 16) & fileType.mask : 0;
  if (type !== 0 && type !== (isFolder ? fileType.folder : fileType.plain))
    throw new BadArchive(`must hold plain files alone, and ${shown(fileName)} is a link or a device`);
  if ((entry.generalPurposeBitFlag & 1) === 1) throw new BadArchive(`${shown(fileName)} is encrypted`);
  const path = fileName.replace(/^(\.\/)+/, '').replace(/\/$/, '');
  if (isFolder) return null;
  if (FilePath.safeParse(path).success) return path;
  throw new BadArchive(
    `has a name that can't be taken, ${shown(fileName)}: names are of letters, digits and _ + - . and start with none of - .`,
  );
}

const shownCharacters = 60;
const shown = (name: string) => JSON.stringify(name.slice(0, shownCharacters));
