// A paste as Redis holds it, and as a backup does.

import { createHash, randomInt } from 'node:crypto';
import { JobError, PasteId, Result, Submission } from '@cellblock/contract';
import { z } from 'zod';

export const Head = z.strictObject({
  title: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  isListed: z.boolean(),
  forkOf: PasteId.nullable(),
  /** SHA-256 of what deletes it. */
  secretHash: z.string(),
});
export type Head = z.infer<typeof Head>;

// A result that another version has kept, and this one doesn't understand, is no reason to lose the program.
const Kept = z
  .union([z.strictObject({ result: Result }), z.strictObject({ error: JobError })])
  .catch({ error: { code: 'internal', message: 'the result is one of another version of this service' } });

/** What came of a paste: a result, or why there is none. */
export type PasteResult = z.infer<typeof Kept>;

/** A paste as it is kept; `result` is null where none was wanted, or none is there yet. */
export type KeptPaste = Omit<Head, 'secretHash'> & {
  id: string;
  submission: Submission;
  result: PasteResult | null;
};

/** A paste in a backup: as Redis holds it, so that nothing of it is lost on the way. */
export const PasteRecord = z.strictObject({
  id: PasteId,
  head: Head,
  submission: z.json(),
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
  const { secretHash: _, ...rest } = head;
  const kept = result === null ? null : Kept.parse(result);
  return { id, ...rest, submission: Submission.parse(submission), result: kept };
};

/** The verdict in a result's text; null where there is none. */
export function verdictOf(result: string | null): string | null {
  const kept = result === null ? null : Kept.parse(JSON.parse(result));
  return kept !== null && 'result' in kept ? kept.result.verdict : null;
}

/** Whether the time of a paste is over. */
export const isOver = ({ expiresAt }: Pick<Head, 'expiresAt'>): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();

/** What a secret is kept as. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A name for a paste. Of letters and digits alone, as links are found in running text and must not lose their end. */
export const newId = (): string =>
  Array.from({ length: 22 }, () => alphabet[randomInt(alphabet.length)]).join('');
