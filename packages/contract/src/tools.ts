// What an assistant sends to have a program run: a submission, without what it has no use for. It grades as all do.

import { z } from 'zod';
import { Limits, runLimits, toolBounds } from './limits.js';
import { SubmissionShape, submissionIssues } from './submission.js';

const { maximum } = toolBounds.outputBytes;

// All of an answer to a tool is one message, which its reader has to hold as a whole.
const ToolLimits = Limits.safeExtend({
  outputBytes: z
    .number()
    .min(runLimits.outputBytes.minimum)
    .max(maximum)
    .int()
    .default(toolBounds.outputBytes.default)
    .meta({
      description: `${runLimits.outputBytes.about}; default ${toolBounds.outputBytes.default}`,
    }),
}).meta({ id: 'ToolLimits', description: 'Bounds on the run; each is optional.' });

/** What the tool run_c takes; a Submission when it is parsed. */
export const RunTool = SubmissionShape.omit({ outputs: true, timings: true })
  .safeExtend({ limits: ToolLimits.prefault({}) })
  .superRefine((submission, context) => {
    for (const issue of submissionIssues({ ...submission, ...notAsked }))
      context.addIssue({ code: 'custom', ...issue });
  })
  .transform((submission) => ({ ...submission, ...notAsked }))
  .meta({ id: 'RunTool', description: 'A C program, its input, and how to compile and run it.' });

const notAsked = { outputs: [] as string[], timings: false };
