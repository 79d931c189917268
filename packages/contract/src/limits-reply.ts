// The tables of limits as a client is told of them.

import { z } from 'zod';

const Bound = z.strictObject({ maximum: z.number(), about: z.string() });
const Range = Bound.extend({ default: z.number(), minimum: z.number() });

export const LimitsReply = z
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
export type LimitsReply = z.infer<typeof LimitsReply>;
