// The quick road: fork servers that are verified against the tools they stand for.

import type { Cells } from '@cellblock/sandbox';
import { createForkServers, type ForkServers } from './fork-servers.js';
import { createHabits, type Habits } from './habits.js';
import { isLikeTheTool } from './verify.js';

// Each takes some 20 MiB, most of it shared with its copies.
const mostServers = 12;

/** Fork servers in the given cells; `onTrouble` hears of each one that is given up. */
export function openForkServers(
  cells: Cells,
  onTrouble: (error: Error) => void,
  habits: Habits = createHabits(() => performance.now()),
): ForkServers {
  return createForkServers({
    habits,
    startZygote: (spec) => cells.startZygote(spec),
    verify: (zygote, argv, prefix) => isLikeTheTool(cells, zygote, argv, prefix),
    onTrouble,
    most: mostServers,
  });
}
