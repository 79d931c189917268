// Every wall of the sandbox, each with the way in which it is seen to stand.

import { calls } from './layers/calls.js';
import { copies } from './layers/copies.js';
import { ends } from './layers/ends.js';
import { files } from './layers/files.js';
import { gate } from './layers/gate.js';
import { identity } from './layers/identity.js';
import type { Layer } from './layers/layer.js';
import { bounds } from './layers/limits.js';
import { rlimits } from './layers/rlimits.js';
import { world } from './layers/world.js';

export type { Layer } from './layers/layer.js';

export const layers: readonly Layer[] = [
  ...world,
  ...files,
  ...identity,
  ...bounds,
  ...rlimits,
  ...calls,
  ...gate,
  ...ends,
  ...copies,
];
