// Files that go into a request.

import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { File } from '@cellblock/contract';
import { exitStatus } from './exit-status.js';
import { Failure, type Terminal } from './terminal.js';

/** What is in a file, or in standard input for `-`. Failure where it can't be read. */
export async function readInput(path: string, { stdin }: Terminal): Promise<Buffer> {
  if (path === '-') return buffer(stdin);
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`${path} can't be read: ${reasonOf(error)}`, exitStatus.usage);
  });
}

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
};
