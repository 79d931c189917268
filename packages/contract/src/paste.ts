// A paste: a program that is kept under a link, with what came of it.

import { z } from 'zod';
import { JobError } from './job-status.js';
import { pasteBounds } from './limits.js';
import { mostTurns } from './output-order.js';
import { Result } from './result.js';
import { Submission } from './submission.js';
import { Text } from './text.js';

/** 22 letters and digits, which are 130 random bits. */
export const PasteId = z
  .string()
  .regex(/^[A-Za-z0-9]{22}$/, 'must be 22 letters and digits')
  .meta({ id: 'PasteId', description: 'The name of a paste, which nobody can guess.' });

const Title = Text.trim().min(1).max(pasteBounds.titleCharacters.maximum);

export const PasteRequest = z
  .strictObject({
    submission: Submission,
    title: Title.optional(),
    expiresInS: z
      .int()
      .min(60)
      .max(pasteBounds.lifeS.maximum)
      .optional()
      .meta({ description: 'After how many seconds it is forgotten; without it when the service says so.' }),
    isListed: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether it is among the recent ones, where the service lists any.' }),
    forkOf: PasteId.optional().meta({ description: 'The paste that it was made from.' }),
    run: z.boolean().default(true).meta({ description: 'Whether it is run, and the result kept.' }),
  })
  .meta({ id: 'PasteRequest', description: 'A program to keep.' });
export type PasteRequest = z.infer<typeof PasteRequest>;

/** A paste as a client writes it, every default left out. */
export type PasteRequestInput = z.input<typeof PasteRequest>;

export const OutputOrder = z
  .array(z.int().nonnegative())
  .max(mostTurns)
  .meta({
    id: 'OutputOrder',
    description: `In what order a program wrote to stdout and stderr: lengths in bytes, stdout and stderr in turn, stdout first. What changes from one to the other after ${mostTurns} times is in none of them.`,
  });

const PasteShape = z.strictObject({
  id: PasteId,
  url: z.string().meta({ description: 'Its page, as a path on this service.' }),
  title: z.string().nullable(),
  submission: Submission,
  result: Result.nullable().meta({
    description:
      'What came of it when it was kept, never of another run; null where it was not run, or is not yet.',
  }),
  resultError: JobError.nullable().meta({
    description:
      'Why there is no result of a paste that was to be run. Where the service ended while it ran, that is told some minutes later.',
  }),
  outputOrder: OutputOrder.nullable().meta({
    description: 'The order of the output of `result`; null where there is no result, or none was recorded.',
  }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  isListed: z.boolean(),
  forkOf: PasteId.nullable(),
});

export const Paste = PasteShape.meta({
  id: 'Paste',
  description: 'A program that is kept, and what came of it.',
});
export type Paste = z.infer<typeof Paste>;

export const NewPaste = PasteShape.extend({
  deleteSecret: z.string().meta({ description: 'Deletes the paste; it is told this once.' }),
}).meta({ id: 'NewPaste', description: 'A paste, as its author is told of it.' });
export type NewPaste = z.infer<typeof NewPaste>;

export const RecentPaste = z
  .strictObject({
    id: PasteId,
    title: z.string().nullable(),
    createdAt: z.iso.datetime(),
    verdict: z.string().nullable(),
    bytes: z.int().nonnegative(),
  })
  .meta({ id: 'RecentPaste', description: 'A paste as it is listed.' });
export type RecentPaste = z.infer<typeof RecentPaste>;

export const RecentPastes = z
  .strictObject({ pastes: z.array(RecentPaste), next: z.iso.datetime().nullable() })
  .meta({ id: 'RecentPastes', description: 'Pastes, the newest first; `next` goes into `before` for more.' });
export type RecentPastes = z.infer<typeof RecentPastes>;
