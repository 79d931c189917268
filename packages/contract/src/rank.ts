// Which job goes before which.

import { z } from 'zod';

/** The classes of jobs, the first goes first. */
export const ranks = ['interactive', 'grading', 'regrading'] as const;

export const Rank = z.enum(ranks).meta({
  id: 'Rank',
  description: 'Interactive jobs go before grading, and grading before regrading.',
});
export type Rank = z.infer<typeof Rank>;
