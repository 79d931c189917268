// Files that go into a request.

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
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
    throw unreadable(path, error);
  });
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
