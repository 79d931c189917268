// GET /limits: every default, minimum and maximum, from the table that submissions are checked against.

import {
  batchBounds,
  compileLimits,
  gradingBounds,
  pasteBounds,
  runLimits,
  sessionBounds,
  submissionBounds,
  toolBounds,
} from '@cellblock/contract';
import { z } from 'zod';
import type { App } from '../server.js';

const Bound = z.strictObject({ maximum: z.number(), about: z.string() });
const Range = Bound.extend({ default: z.number(), minimum: z.number() });

const LimitsReply = z
  .strictObject({
    run: z.record(z.string(), Range),
    submission: z.record(z.string(), Bound),
    grading: z.record(z.string(), Bound),
    batch: z.record(z.string(), Bound),
    session: z.record(z.string(), Bound),
    paste: z.record(z.string(), Bound),
    tools: z.record(z.string(), Bound.extend({ default: z.number().optional() })),
    compile: z.record(z.string(), z.number()),
  })
  .meta({
    id: 'LimitsReply',
    description:
      'run: what `limits` may set; submission: what a submission may hold; grading, batch, session and paste: what those may hold, and what is done and told of them; tools: what assistants may have; compile: the bounds on each tool of a compilation. Units are in the names.',
  });

const about = { summary: 'Every default, minimum and maximum', tag: 'Service' } as const;

/** Adds GET /limits. */
export function addLimits(app: App): void {
  app.get(
    '/limits',
    { config: { access: 'public', about }, schema: { response: { 200: LimitsReply } } },
    async () => ({
      run: runLimits,
      submission: submissionBounds,
      grading: gradingBounds,
      batch: batchBounds,
      session: sessionBounds,
      paste: pasteBounds,
      tools: toolBounds,
      compile: compileLimits,
    }),
  );
}
