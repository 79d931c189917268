// Files that go into a request.

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { File } from '@cellblock/contract';
import { exitStatus } from './exit-status.js';
import { Failure, type Terminal } from './terminal.js';

// More than the service takes of anything: what goes on beyond it may have no end.
const mostMebibytes = 64;

/** What is in a file, or in standard input for `-`. Failure where it can't be read, or does not come to an end. */
export async function readInput(path: string, { stdin }: Terminal): Promise<Buffer> {
  const name = path === '-' ? 'standard input' : path;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of path === '-' ? stdin : createReadStream(path)) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes > mostMebibytes * 1024 * 1024) break;
    }
  } catch (error) {
    throw unreadable(name, error as NodeJS.ErrnoException);
  }
  if (bytes <= mostMebibytes * 1024 * 1024) return Buffer.concat(chunks);
  throw new Failure(
    `${name} is larger than ${mostMebibytes} MiB, which is more than is taken`,
    exitStatus.usage,
  );
}

/** The lines of a file, or of standard input for `-`. Failure where it can't be read. */
export async function* linesIn(path: string, { stdin }: Terminal): AsyncGenerator<string> {
  // Not by readline: of what it can't read it tells nobody.
  const input = path === '-' ? stdin : createReadStream(path);
  let line = '';
  try {
    for await (const text of input.setEncoding('utf8')) {
      const [end = '', ...more] = String(text).split('\n');
      line += end;
      for (const next of more) {
        yield line;
        line = next;
      }
    }
  } catch (error) {
    throw unreadable(path === '-' ? 'standard input' : path, error as NodeJS.ErrnoException);
  }
  if (line !== '') yield line;
}

const unreadable = (name: string, error: NodeJS.ErrnoException) =>
  new Failure(`${name} can't be read: ${reasonOf(error)}`, exitStatus.usage);

/** Bytes as JSON carries them. */
export const encoded = (bytes: Buffer): { content: string; encoding: 'utf8' | 'base64' } =>
  isUtf8(bytes)
    ? { content: bytes.toString('utf8'), encoding: 'utf8' }
    : { content: bytes.toString('base64'), encoding: 'base64' };

/** PATH or NAME=PATH as a file of that name. */
export async function namedFile(text: string, terminal: Terminal): Promise<File> {
  const [left = '', right] = text.split(/=(.*)/s, 2);
  const bytes = await readInput(right ?? left, terminal);
  return { path: right === undefined ? basename(left) : left, ...encoded(bytes) };
}

/** Why a file can't be read or written, in words. */
export const reasonOf = ({ code, message }: NodeJS.ErrnoException): string => reasons[code ?? ''] ?? message;

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'it is no directory',
  ENOSPC: 'there is no space left',
};
