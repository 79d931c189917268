// The files of a submission as they lie in a compile cell, and the objects that come of them.

import type { Submission } from '@cellblock/contract';
import type { CellInput } from '@cellblock/sandbox';

/** A .c file and the name of its object, which no user file can bear by chance in a message. */
export type Unit = { source: string; object: string };

export type Workspace = { files: SourceFile[]; units: Unit[] };
export type SourceFile = { path: string; content: Buffer };

/** The workspace of a submission: `source` is main.c, else the files; `units` in their order, or every .c file. */
export function workspaceOf({ source, files = [], units: chosen }: Submission): Workspace {
  const all =
    source === undefined
      ? files.map(({ path, content, encoding }) => ({ path, content: Buffer.from(content, encoding) }))
      : [{ path: 'main.c', content: Buffer.from(source) }];
  const sources = chosen ?? all.map(({ path }) => path).filter((path) => path.endsWith('.c'));
  return { files: all, units: sources.map((path, index) => ({ source: path, object: `unit-${index}.o` })) };
}

/** The scratch files that the program is given. */
export function inputsOf({ inputs }: Submission): (CellInput & SourceFile)[] {
  return inputs.map(({ path, content, encoding }) => ({ path, content: Buffer.from(content, encoding) }));
}
