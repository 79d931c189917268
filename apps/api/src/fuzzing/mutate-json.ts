// Changes a JSON body as a value, so that what comes of it is JSON still and reaches what reads it.

import fc from 'fast-check';
import { keys, values } from './dictionary.js';
import type { Random } from './random.js';

const anyJson = fc.jsonValue({ maxDepth: 3 });
const anyText = fc.string({ unit: 'binary', maxLength: 20 });

/** A value made anew: a word of the dictionary, or anything that JSON can hold. */
export function freshValue(random: Random): unknown {
  return random.once(4) ? sampled<unknown>(random.once(2) ? anyJson : anyText, random) : random.pick(values);
}

function sampled<T>(arbitrary: fc.Arbitrary<T>, random: Random): T | undefined {
  return fc.sample(arbitrary, { numRuns: 1, seed: random.below(2 ** 31) })[0];
}

const freshKey = (random: Random): string => random.pick(keys) ?? '';

/** The value with one change somewhere in it. */
export function mutatedValue(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && !random.once(6)) return mutatedList(value, random);
  if (typeof value === 'object' && value !== null && !random.once(8)) return mutatedObject(value, random);
  if (typeof value === 'string' && random.once(2)) return mutatedText(value, random);
  if (typeof value === 'number' && random.once(2)) return value + random.pick([-1, 1, 0.5, 2 ** 31, -value]);
  return freshValue(random);
}

function mutatedList(list: readonly unknown[], random: Random): unknown[] {
  const at = random.below(list.length + 1);
  switch (random.below(5)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(at, 0, freshValue(random));
    case 2:
      return Array<unknown>(random.size(70)).fill(list[at] ?? freshValue(random));
    default:
      return at < list.length
        ? list.with(at, mutatedValue(list[at], random))
        : [...list, ...list.slice(0, 1)];
  }
}

// Of pairs, since an object literal would take __proto__ for more than a name.
function mutatedObject(object: object, random: Random): object {
  const members = Object.entries(object);
  const at = random.below(members.length + 1);
  const [key, value] = members[at] ?? [freshKey(random), freshValue(random)];
  const changed: [string, unknown] = random.once(6)
    ? [freshKey(random), value]
    : [key, mutatedValue(value, random)];
  return Object.fromEntries(random.once(5) ? members.toSpliced(at, 1) : members.toSpliced(at, 1, changed));
}

function mutatedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  if (random.once(8)) return text.slice(0, 40).repeat(random.size(400));
  return text.slice(0, at) + (sampled(anyText, random) ?? '') + text.slice(at + random.size(4));
}

/** JSON text that JSON.stringify would not write, of the same value or of none. */
export function oddlySpelt(text: string, random: Random): string {
  switch (random.below(6)) {
    case 0:
      return `\u00ef\u00bb\u00bf${text}`;
    case 1:
      return text.replace(/[,:]/g, (sign) => `${sign} \n\t`);
    case 2:
      return text.replace(/"([^"\\]*)"/, (_, inside: string) => `"${escaped(inside)}"`);
    case 3:
      return text.replace(/}$/, `,${text.slice(1)}`);
    case 4:
      return '['.repeat(random.size(4000)) + text;
    default:
      return `${text}${random.pick([' ', '\0', 'x', text])}`;
  }
}

const escaped = (text: string) =>
  [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
