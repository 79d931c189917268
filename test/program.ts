// Reads test/programs: a file or folder is a program, its parent folder the expected verdict, its head the request.
//
// The head is the run of comment lines that opens the file (main.c in a folder). Its lines:
//   stdin: "text"        JSON string; several lines are joined, in order
//   stdin-times: n       the joined stdin, n times over
//   option: {...}        JSON, members of the submission; several lines are merged
//   expect: {...}        JSON, members of Expectation; several lines are merged
//   differs: reason      plain gcc on the host behaves differently, so it isn't asked
//   anything else        what the program shows

import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Submission, type SubmissionInput, Verdict } from '@cellblock/contract';
import { z } from 'zod';
import { Expectation } from './expectation.js';

/** A program with its request and all that is expected of the answer. */
export type Program = {
  /** Its path below test/programs. */
  name: string;
  verdict: Verdict;
  about: string;
  request: SubmissionInput;
  expect: Expectation;
  /** Why the host's gcc is no measure for it, else null. */
  differs: string | null;
};

type Head = Pick<Program, 'about' | 'expect' | 'differs'> & { option: object; stdin: string };

const keys = ['stdin', 'stdin-times', 'option', 'expect', 'differs'] as const;
const JsonObject = z.record(z.string(), z.unknown());

/** The head of a C source. An unknown key, broken JSON or an unknown expectation is an error. */
export function parseHead(source: string): Head {
  const found = new Map<string, string[]>(keys.map((key) => [key, []]));
  const about: string[] = [];
  for (const line of headLines(source)) {
    const [, key, value] = /^([a-z-]+): (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) about.push(line);
    else if (found.has(key)) found.get(key)?.push(value);
    else throw new Error(`unknown key "${key}"; the keys are ${keys.join(', ')}`);
  }
  const values = (key: (typeof keys)[number]) => found.get(key) ?? [];
  const merged = (key: 'option' | 'expect') =>
    Object.assign({}, ...values(key).map((text) => JsonObject.parse(JSON.parse(text))));
  const times = z.coerce
    .number()
    .int()
    .min(1)
    .parse(values('stdin-times')[0] ?? 1);
  return {
    about: about.join(' ').trim(),
    stdin: values('stdin')
      .map((text) => z.string().parse(JSON.parse(text)))
      .join('')
      .repeat(times),
    option: merged('option'),
    expect: Expectation.parse(merged('expect')),
    differs: values('differs').join(' ') || null,
  };
}

function headLines(source: string): string[] {
  const block = /^\/\*([\s\S]*?)\*\//.exec(source);
  if (block?.[1] !== undefined)
    return block[1].split('\n').map((line) => line.replace(/^ ?\*? ?/, '').trim());
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines.slice(0, end === -1 ? undefined : end).map((line) => line.slice(2).trim());
}

/** Every program below `root`, in order of name. A program whose request the contract refuses is an error. */
export async function readPrograms(root: string): Promise<Program[]> {
  const programs: Program[] = [];
  for (const verdict of (await readdir(root)).sort()) {
    for (const entry of (await readdir(join(root, verdict))).sort()) {
      const name = `${verdict}/${entry}`;
      try {
        programs.push(await readProgram(root, name, Verdict.parse(verdict)));
      } catch (cause) {
        throw new Error(`test/programs/${name} cannot be read as a program`, { cause });
      }
    }
  }
  return programs;
}

async function readProgram(root: string, name: string, verdict: Verdict): Promise<Program> {
  const path = join(root, name);
  const isFolder = (await stat(path)).isDirectory();
  const main = await readFile(isFolder ? join(path, 'main.c') : path);
  const { about, expect, differs, option, stdin } = parseHead(main.toString());
  const sources = isFolder ? { files: await folderFiles(path) } : sourceOf(main);
  const request = { ...sources, ...(stdin === '' ? {} : { stdin }), ...option };
  Submission.parse(request);
  return { name, verdict, about, request, expect, differs };
}

/** Text travels as `source`; what is not UTF-8 as a file in base64. */
function sourceOf(bytes: Buffer): Pick<SubmissionInput, 'source' | 'files'> {
  if (isUtf8(bytes)) return { source: bytes.toString() };
  return { files: [{ path: 'main.c', content: bytes.toString('base64'), encoding: 'base64' }] };
}

async function folderFiles(folder: string): Promise<{ path: string; content: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths
      .sort()
      .map(async (path) => ({ path: relative(folder, path), content: await readFile(path, 'utf8') })),
  );
}
