// The names and numbers of native/src/words.h, read from libcell so that none is typed twice.

import { loadLibcell } from './native.js';

/** Two-way tables: numbers by name and names by number. Unknown ones throw, since they mean a mismatched build. */
export type Table = { number(name: string): number; name(number: number): string };

export type Vocabulary = {
  message: Table;
  field: Table;
  cause: Table;
  place: Table;
  policy: Table;
  bound: Table;
};

function table(title: string, rows: readonly (readonly [string, number])[]): Table {
  const numbers = new Map(rows);
  const names = new Map(rows.map(([name, number]) => [number, name]));
  const missing = (what: string | number) =>
    new Error(`libcell knows no ${title} ${what}; rebuild it with: make -C native`);
  return {
    number(name) {
      const number = numbers.get(name);
      if (number === undefined) throw missing(name);
      return number;
    },
    name(number) {
      const name = names.get(number);
      if (name === undefined) throw missing(number);
      return name;
    },
  };
}

/** Parses lines "table TAB name TAB number". */
export function parseVocabulary(text: string): Vocabulary {
  const rows = new Map<string, [string, number][]>();
  for (const line of text.trimEnd().split('\n')) {
    const [title, name, number] = line.split('\t');
    if (title === undefined || name === undefined || !/^\d+$/.test(number ?? '')) {
      throw new Error(`libcell's vocabulary is malformed: ${line}`);
    }
    rows.set(title, [...(rows.get(title) ?? []), [name, Number(number)]]);
  }
  const of = (title: string) => table(title, rows.get(title) ?? []);
  return {
    message: of('message'),
    field: of('field'),
    cause: of('cause'),
    place: of('place'),
    policy: of('policy'),
    bound: of('bound'),
  };
}

/** The vocabulary of the library that is built here. */
export function loadVocabulary(): Vocabulary {
  return parseVocabulary(loadLibcell().words());
}
