// What names an artifact: all that decides what compiling makes, and nothing of what it is run with.

import { createHash } from 'node:crypto';
import type { Compiler, Submission } from '@cellblock/contract';
import { linkModeOf } from './check.js';
import type { Toolchain } from './toolchain.js';
import { type SourceFile, workspaceOf } from './workspace.js';

/**
 * The name of what this submission compiles to with this toolchain: equal for two that give the same artifact and the
 * same words, SHA-256 over everything that could tell them apart. Null where compiling it twice may differ.
 */
export function artifactKeyOf(submission: Submission, toolchain: Toolchain): string | null {
  const { files, units } = workspaceOf(submission);
  const { compiler } = submission;
  if (files.some(isDated) || definitionsOf(compiler).some(mentionsTime)) return null;
  const sizes = files.map(({ path, content }) => [path, content.length]);
  // The sizes come first, so that no content can pass for the end of one file and the beginning of another.
  const compiled = units.map(({ source }) => source);
  const ingredients = [toolchain.version, linkModeOf(submission), choicesOf(compiler), sizes, compiled];
  const hash = createHash('sha256').update(JSON.stringify(ingredients));
  for (const { content } of files) hash.update(content);
  return hash.digest('hex');
}

/** Every member of `compiler`, those of later versions too, in one order. All lists in it are sets. */
function choicesOf(compiler: Compiler): unknown {
  return Object.entries(compiler)
    .sort(byName)
    .map(([name, value]) => {
      if (Array.isArray(value)) return [name, [...new Set<string>(value)].sort()];
      return [name, typeof value === 'object' ? Object.entries(value).sort(byName) : value];
    });
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);

const definitionsOf = ({ defines }: Compiler) =>
  Object.entries(defines).map(([name, value]) => `${name}=${value}`);

const splice = /(?:\\|\?\?\/)[ \t\v\f]*\r?\n/g;
// By name, or put together by a macro. Who hides it better sees an old date, of a compilation of the same source.
const time = /__(?:DATE|TIME|TIMESTAMP)__|##|%:%:|\?\?=|__CONCAT/;

const isDated = ({ content }: SourceFile) => mentionsTime(content.toString('latin1').replace(splice, ''));
const mentionsTime = (text: string) => time.test(text);
