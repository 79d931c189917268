// A paste as Redis holds it, and as a backup does.

import { createHash } from 'node:crypto';
import {
  AppError,
  JobError,
  OutputOrder,
  PasteId,
  parseOrRefuse,
  Result,
  Submission,
} from '@cellblock/contract';
import { z } from 'zod';
import { longestWaitMs } from './patience.js';

export const Head = z.strictObject({
  title: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  isListed: z.boolean(),
  forkOf: PasteId.nullable(),
  /** Whether it was to be run; then a result, or a reason, is expected. */
  isToRun: z.boolean().default(false),
  /** SHA-256 of what deletes it. */
  secretHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
});
export type Head = z.infer<typeof Head>;

// A result that another version has kept, and this one doesn't understand, is no reason to lose the program.
const Kept = z
  .union([
    z.strictObject({ result: Result, order: OutputOrder.optional() }),
    z.strictObject({ error: JobError }),
  ])
  .catch({ error: { code: 'internal', message: 'the result is one of another version of this service' } });

/** What came of a paste: a result, or why there is none. */
export type PasteResult = z.infer<typeof Kept>;

/** A paste as it is kept; `result` is null where none was wanted, or one may still come. */
export type KeptPaste = Omit<Head, 'secretHash' | 'isToRun'> & {
  id: string;
  submission: Submission;
  result: PasteResult | null;
};

// Checked, and left as it is.
const KeptSubmission = z.json().superRefine((submission, context) => {
  try {
    parseOrRefuse(Submission, submission);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.addIssue({ code: 'custom', message: `is none: ${error.message}` });
  }
});

/** A paste in a backup: as Redis holds it, so that nothing of it is lost on the way. */
export const PasteRecord = z.strictObject({
  id: PasteId,
  head: Head,
  submission: KeptSubmission,
  result: z.json(),
});
export type PasteRecord = z.infer<typeof PasteRecord>;

/** The record that these texts are. */
export const recordOf = (
  id: string,
  head: string,
  submission: string,
  result: string | null,
): PasteRecord => ({
  id,
  head: Head.parse(JSON.parse(head)),
  submission: JSON.parse(submission),
  result: result === null ? null : JSON.parse(result),
});

/** The paste that a record stands for, without its secret. */
export const keptOf = ({ id, head, submission, result }: PasteRecord): KeptPaste => {
  const { secretHash: _, isToRun, ...rest } = head;
  const came = resultIn(result) ?? (isToRun && isLate(head) ? lost : null);
  return { id, ...rest, submission: Submission.parse(submission), result: came };
};

// Whoever runs a paste waits no longer for its job, and then records what came of it.
const recordedMs = longestWaitMs + 60_000;
const isLate = ({ createdAt }: Head) => Date.now() - Date.parse(createdAt) > recordedMs;

const lost: PasteResult = {
  error: { code: 'internal', message: 'the service ended while this was run; run it again' },
};

/** What a record says came of its paste; null for nothing. */
export const resultIn = (result: PasteRecord['result']): PasteResult | null =>
  result === null ? null : Kept.parse(result);

/** The verdict, which is kept beside the result: whoever lists pastes need not read all that they wrote. */
export const verdictOf = (result: PasteResult | null): string =>
  result !== null && 'result' in result ? result.result.verdict : '';

/** Whether the time of a paste is over. */
export const isOver = ({ expiresAt }: Pick<Head, 'expiresAt'>): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();

/** What a secret is kept as. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The name of the paste that is made from this seed, which nobody else knows, and the secret that deletes it. Of letters
 * and digits alone, as links are found in running text and must not lose their end.
 */
export function namesOf(seed: string): { id: string; secret: string } {
  const digest = (what: string) => createHash('sha256').update(`${what} of ${seed}`).digest();
  const letters = [...digest('name').subarray(0, 22)].map((byte) => alphabet[byte % alphabet.length]);
  return { id: letters.join(''), secret: digest('secret').subarray(0, 24).toString('base64url') };
}
