// What an API key allows, and how a key is written.
//
// A key is 32 random bytes, so a plain SHA-256 is all the hash it needs: slow hashes and salts protect secrets that can
// be guessed, and nobody guesses 256 bits. Redis holds the hash alone. A key is found by its hash, so it is never
// compared with a secret byte by byte, and how long the look-up takes says nothing about another key.

import { createHash, randomBytes } from 'node:crypto';
import { Limits, Rank } from '@cellblock/contract';
import { z } from 'zod';

/** What a key's owner is let do, as the operator says it. */
export const GrantOrder = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/, 'must be 1 to 64 letters, digits and _ . @ -')
    .meta({ description: 'of one key alone' }),
  rank: Rank.default('interactive').meta({ description: 'the highest rank its jobs may have' }),
  ratePerMinute: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(600)
    .meta({ description: 'requests; a minute of them may come at once' }),
  concurrency: z.int().min(1).max(10_000).default(32).meta({ description: 'requests served at once' }),
  limits: Limits.default({}).meta({ description: 'the most its submissions may ask for' }),
  isOperator: z.boolean().default(false).meta({ description: 'may see the metrics and the dashboard' }),
  expiresAt: z.iso.datetime().nullable().default(null),
});
export type GrantOrder = z.input<typeof GrantOrder>;

/** A key as it is kept; `id` is public and names its owner wherever a key does something. */
export const Grant = GrantOrder.extend({ id: z.string().length(16), createdAt: z.iso.datetime() });
export type Grant = z.infer<typeof Grant>;

const keyForm = /^cb_[A-Za-z0-9_-]{43}$/;

/** A new key. The prefix lets people, and scanners of leaked secrets, tell what it is. */
export const newKey = () => `cb_${randomBytes(32).toString('base64url')}`;

/** Whether this may be a key at all. */
export const isKeyShaped = (text: string) => keyForm.test(text);

/** Whose what a key's owner does is. */
export const ownerOf = ({ id }: Pick<Grant, 'id'>) => `key:${id}`;

/** What a key is kept under. */
export const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** The public name of the key with this hash. */
export const idOf = (hash: string) => hash.slice(0, 16);
