// What each layer's test is worth: ways to take a layer out of native/src, and what is then seen to fall.

import type { Mode } from './birth.js';
import { copyMutations } from './mutations/copies.js';
import { limitMutations } from './mutations/limits.js';
import { powerMutations } from './mutations/power.js';
import { worldMutations } from './mutations/world.js';

/** A text that stands exactly once in a file of native/src, and what is put in its place. */
export type Edit = { file: string; from: string; to: string };

export type Mutation = {
  /** What is taken out. */
  name: string;
  edits: readonly Edit[];
  /** Walls in front of this one: without them alone, the layers are still seen to stand. */
  behind?: readonly Edit[];
  /** How the warden is started; as root where absent. */
  mode?: Mode;
  /** Fork servers are built with the edits too. */
  inCopies?: true;
  /** The layers that must fall, by name, each with what is then said of it. */
  fall: Readonly<Record<string, RegExp>>;
};

export const mutations: readonly Mutation[] = [
  ...worldMutations,
  ...powerMutations,
  ...limitMutations,
  ...copyMutations,
];
