// Headers that a program asked for, and that lie where they would be found but were not named.

import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { CompileResult } from '@cellblock/contract';

/** The paths of the headers that the compiler missed and that are beside the named files which include them. */
export function unsentHeaders(compile: CompileResult | null, paths: readonly string[]): string[] {
  const named = new Set(paths.map((path) => resolve(path)));
  const missed = (compile?.diagnostics ?? []).flatMap(({ file, message }) => {
    const [, header] = /^(\S+): No such file or directory$/.exec(message) ?? [];
    return header === undefined || file === null ? [] : placesOf(header, file, paths);
  });
  return [...new Set(missed)].filter((path) => !named.has(resolve(path)) && existsSync(path));
}

const placesOf = (header: string, file: string, paths: readonly string[]): string[] =>
  paths.filter((path) => basename(path) === basename(file)).map((path) => join(dirname(path), header));
