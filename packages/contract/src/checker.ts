// How the output of a test is held against what was expected of it.

import { z } from 'zod';

const Tolerance = z.number().nonnegative().default(0);

const exact = z.strictObject({ name: z.literal('exact') }).meta({ description: 'Every byte is the same.' });
const lines = z.strictObject({ name: z.literal('lines') }).meta({
  description:
    'The same lines; white space at the end of a line and blank lines at the end count for nothing.',
});
const tokens = z
  .strictObject({ name: z.literal('tokens') })
  .meta({ description: 'The same words, whatever white space is between them.' });
const numbers = z
  .strictObject({ name: z.literal('numbers'), absolute: Tolerance, relative: Tolerance })
  .meta({
    description:
      'As tokens, but where both words are decimal numbers they may differ by the absolute tolerance, or by the ' +
      'relative one times the expected number, whichever is more. nan equals nan, inf equals inf of the same sign, ' +
      'and no tolerance makes either equal to anything else.',
  });
const unordered = z
  .strictObject({ name: z.literal('unordered') })
  .meta({ description: 'As lines, in any order, each as often as expected.' });
const regex = z.strictObject({ name: z.literal('regex') }).meta({
  description:
    'The expected output is a pattern in RE2 syntax that all of the output has to match; a line break at its end ' +
    'counts for nothing, and the dot matches line breaks.',
});
const program = z
  .strictObject({ name: z.literal('program') })
  .meta({ description: 'The checker program of the grading decides.' });

const kinds = [exact, lines, tokens, numbers, unordered, regex, program] as const;
const names: readonly unknown[] = kinds.map(({ shape }) => shape.name.value);

/** The checkers by name, each with its options. */
export const Checker = z
  .discriminatedUnion('name', kinds, {
    error: ({ input }) =>
      names.includes(input) ? `must be an object, as {"name":${JSON.stringify(input)}}` : undefined,
  })
  .meta({ id: 'Checker', description: 'How output is compared.' });
export type Checker = z.infer<typeof Checker>;

/** A checker that needs neither a program of the grader's nor a pattern. */
export type BuiltInChecker = Exclude<Checker, { name: 'program' | 'regex' }>;
