// The real curl, as people use it from a shell.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type CurlAnswer = { status: number; headers: Headers; body: Buffer };

/** Runs curl in a directory that holds `files`. A failure of curl itself is an Error with its words. */
export async function curl(args: string[], files: Record<string, string | Buffer> = {}): Promise<CurlAnswer> {
  const cwd = await mkdtemp(join(tmpdir(), 'cellblock-curl-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
    const quiet = ['--silent', '--show-error', '--dump-header', '.headers', '--output', '.body'];
    await promisify(execFile)('curl', [...quiet, ...args], { cwd });
    return {
      ...headersOf(await readFile(join(cwd, '.headers'), 'latin1')),
      body: await readFile(join(cwd, '.body')),
    };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

// Of an answer that came after "100 Continue" only the last block of headers is meant.
function headersOf(text: string): { status: number; headers: Headers } {
  const [first = '', ...lines] = text.trim().split('\r\n\r\n').at(-1)?.split('\r\n') ?? [];
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: new Headers(pairs) };
}
