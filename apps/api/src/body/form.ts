// From bytes to the fields of a form, as browsers send them.

import { isUtf8 } from 'node:buffer';
import { AppError } from '@cellblock/contract';

const maximumFields = 1000;

/** The fields of a form (application/x-www-form-urlencoded) by name; AppError bad_request for what isn't one. */
export function parseForm(bytes: Buffer, mostFields = maximumFields): Record<string, string> {
  if (!isUtf8(bytes)) throw malformed('is not UTF-8');
  const text = bytes.toString('utf8');
  if (count(text, '&') >= mostFields) throw malformed(`must hold at most ${mostFields} fields`);
  const fields = new Map(new URLSearchParams(text));
  // Without a prototype, so that no name of a field is taken for a member that every object has.
  return Object.assign(Object.create(null), Object.fromEntries(fields));
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}

const malformed = (what: string) => new AppError('bad_request', { message: `the form ${what}` });
