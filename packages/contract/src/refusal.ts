// How invalid input is refused: one AppError that names the first wrong field, what it must be and what it is.

import { z } from 'zod';
import { AppError } from './errors.js';

const maximumShownLength = 60;

/**
 * `value` as `schema` understands it. Throws AppError invalid_field that names the field and the remedy; `nameOf` is what
 * a path is called by whoever gave the value.
 */
export function parseOrRefuse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  nameOf: (path: readonly PropertyKey[]) => string = fieldName,
): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: describedFor(value) });
  if (parsed.success) return parsed.data;
  const issue = firstOf(parsed.error.issues);
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue?.path;
  const field = nameOf(path ?? []);
  const message = `${field === '' ? 'the request body' : field} ${issue?.message ?? 'is invalid'}`;
  throw new AppError('invalid_field', field === '' ? { message } : { field, message });
}

/** A path as people write it: `files[0].path`. */
export function fieldName(path: readonly PropertyKey[]): string {
  const name = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return shortened(name, 200);
}

/** The same for a reader who knows files by their names, and nothing of the lists that they are in. */
export function fileName(path: readonly PropertyKey[], lists: Lists): string {
  const [list, at, member] = path;
  const file = list === 'files' || list === 'inputs' ? lists[list]?.[Number(at)] : undefined;
  if (file === undefined) return fieldName(path);
  return `${member === 'path' ? 'the name' : 'the file'} ${shown(file.path)}`;
}

type Lists = Partial<Record<'files' | 'inputs', readonly { path: string }[] | undefined>>;

// A number beyond all that are exact breaks zod's own bound before that of the field, which is the one to tell.
function firstOf([first, second]: z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const isOfAll =
    (first?.code === 'too_big' && first.maximum === Number.MAX_SAFE_INTEGER) ||
    (first?.code === 'too_small' && first.minimum === Number.MIN_SAFE_INTEGER);
  const isSame = second?.code === first?.code && second?.path.join() === first?.path.join();
  return isOfAll && isSame ? second : first;
}

// What follows the name of the field. Messages that a schema brings itself are kept.
const describedFor = (value: unknown) => (issue: z.core.$ZodRawIssue) => {
  switch (issue.code) {
    case 'invalid_type': {
      // Text that should have become a number has become NaN, which nobody sent.
      const given = Number.isNaN(issue.input) ? at(value, issue.path ?? []) : issue.input;
      if (given === undefined) return 'is required';
      return `must be ${kindOf(issue)}, received ${shown(given)}`;
    }
    case 'invalid_value': {
      if (issue.input === undefined) return 'is required';
      const among = issue.values.length === 1 ? '' : 'one of ';
      const wanted = typeof issue.input === 'number' ? issue.values.map(shown) : issue.values;
      return `must be ${among}${wanted.join(', ') || 'empty'}, received ${shown(issue.input)}`;
    }
    case 'invalid_format':
      return issue.format === 'datetime'
        ? `must be a date with time, in UTC, as 2026-01-31T12:00:00Z, received ${shown(issue.input)}`
        : 'is invalid';
    case 'too_big':
      return `must ${bound('at most', issue.maximum, issue.origin)}, received ${measured(issue.input)}`;
    case 'too_small':
      return `must ${bound('at least', issue.minimum, issue.origin)}, received ${measured(issue.input)}`;
    case 'unrecognized_keys':
      return `is not known${issue.inst instanceof z.ZodObject ? `; known are ${Object.keys(issue.inst.shape).join(', ')}` : ''}`;
    case 'invalid_union': {
      if (!Array.isArray(issue.options)) return ofNoKind(issue.errors, issue.input);
      const given = at(value, issue.path ?? []);
      if (given === undefined) return 'is required';
      const wanted = issue.options.filter((option) => option !== undefined).join(', ');
      return `must be one of ${wanted}, received ${shown(given)}`;
    }
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a valid name';
    default:
      return 'is invalid';
  }
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((within, part) => Object(within)[part], value);

// Where the branches of a union are kinds of values.
function ofNoKind(branches: readonly z.core.$ZodIssue[][], input: unknown): string {
  const wanted = branches.map(([issue]) =>
    issue?.code === 'invalid_type' && issue.path.length === 0 ? kindOf(issue) : null,
  );
  return wanted.includes(null) ? 'is invalid' : `must be ${wanted.join(' or ')}, received ${shown(input)}`;
}

const kindOf = ({ expected }: { expected: string }) => kinds[expected] ?? expected;

const kinds: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

const units: Record<string, string> = { string: 'character', array: 'item' };

function bound(side: string, limit: number | bigint, origin: string): string {
  const unit = units[origin];
  return unit === undefined
    ? `be ${side} ${limit}`
    : `have ${side} ${limit} ${unit}${Number(limit) === 1 ? '' : 's'}`;
}

const measured = (input: unknown) =>
  typeof input === 'string' || Array.isArray(input) ? String(input.length) : shown(input);

/** What was received, cut to a length that can be told. */
export function shown(input: unknown): string {
  if (typeof input === 'string') return JSON.stringify(shortened(input, maximumShownLength));
  if (Array.isArray(input)) return 'an array';
  return typeof input === 'object' && input !== null ? 'an object' : String(input);
}

const shortened = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length)}…` : text;
