// The tests that a submission is put to: a directory of inputs and answers, or a grading as JSON.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exitStatus } from '../exit-status.js';
import { encoded, readInput, reasonOf } from '../input-files.js';
import { Failure, type Terminal, UsageError } from '../terminal.js';

const answerEndings = ['.out', '.ans'];

/** Where tests are, and whether nothing but their answers says what is right. */
type Place = { path: string; needsAnswers: boolean };

/** The members of a grading that `path` brings; what is in them is the contract's to judge. */
export async function testsIn(place: Place, terminal: Terminal): Promise<Record<string, unknown>> {
  const { path } = place;
  if (path !== '-' && (await isDirectory(path))) return { tests: await pairsIn(place, terminal) };
  const given = jsonIn((await readInput(path, terminal)).toString('utf8'), path);
  if (Array.isArray(given)) return { tests: given };
  if (typeof given === 'object' && given !== null) return { ...given };
  throw new UsageError(`--tests ${path} must hold a grading or a list of tests`);
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`--tests ${path} can't be read: ${reasonOf(error)}`, exitStatus.usage);
  });
  return found.isDirectory();
}

// NAME.in with NAME.out or NAME.ans, in the order in which people count.
async function pairsIn({ path: directory, needsAnswers }: Place, terminal: Terminal): Promise<unknown[]> {
  const there = new Set(await readdir(directory));
  const { compare } = new Intl.Collator('en', { numeric: true });
  const names = [...there].filter((name) => name.endsWith('.in')).map((name) => name.slice(0, -3));
  if (names.length === 0) throw new UsageError(`--tests ${directory} holds no NAME.in`);
  const alone = [...there].find((file) => isAnswer(file) && !there.has(`${file.slice(0, -4)}.in`));
  if (alone !== undefined)
    throw new UsageError(
      `${join(directory, alone)} has no ${alone.slice(0, -4)}.in beside it; a test without input has an empty one`,
    );
  return Promise.all(
    names.sort(compare).map(async (name) => {
      const stdin = encoded(await readInput(join(directory, `${name}.in`), terminal));
      const [ending, other] = answerEndings.filter((each) => there.has(name + each));
      const input = { name, stdin: stdin.content, stdinEncoding: stdin.encoding };
      if (other !== undefined)
        throw new UsageError(
          `${join(directory, name)}.in has two answers, ${name}${ending} and ${name}${other}; remove one`,
        );
      if (ending === undefined && needsAnswers)
        throw new UsageError(`${join(directory, name)}.in has no ${name}.out or ${name}.ans beside it`);
      if (ending === undefined) return input;
      const answer = encoded(await readInput(join(directory, name + ending), terminal));
      return { ...input, expected: answer.content, expectedEncoding: answer.encoding };
    }),
  );
}

// What a compiler calls a program, where no input has that name, is none.
const isAnswer = (file: string) =>
  file !== 'a.out' && answerEndings.some((ending) => file.endsWith(ending) && file !== ending);

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--tests ${path} is neither a directory nor JSON: ${reason}`);
  }
}
