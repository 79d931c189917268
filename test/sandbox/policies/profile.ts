// What a profile's table of programs is: what it lets programs do, and what it names.

import type { CellInput, Policy } from '@cellblock/sandbox';

/** A program that does what its profile is for; `says` are its lines "key TAB value", in order. */
export type Work = {
  name: string;
  body: string;
  before?: string;
  says: readonly string[];
  stdin?: string;
  inputs?: CellInput[];
  /** What it ends with; 0 where absent. */
  exitCode?: number;
};

/** A program that asks for what its profile refuses; `call` is the name that is told. */
export type Refusal = { body: string; call: string };

export type Profile = {
  policy: Policy;
  /** Profiles without files have none for the dynamic linker either. */
  link: 'static' | 'dynamic';
  works: readonly Work[];
  refused: readonly Refusal[];
};
