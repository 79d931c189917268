// From bytes to JSON, without what a parser may be tricked with.

import { isUtf8 } from 'node:buffer';
import { AppError, fieldName } from '@cellblock/contract';

// The largest submission has some 2,000 strings, brackets and commas. A body of brackets alone would become millions
// of objects and end the process, so they are counted before anything is made of them.
const maximumTokens = 10_000;
const maximumDepth = 32;

// Keys that reach an object's prototype where somebody copies properties carelessly.
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The value that this UTF-8 text spells; of a key given twice the last counts. AppError: bad_request for what isn't
 * JSON, invalid_field for a forbidden key.
 */
export function parseJson(bytes: Buffer, mostTokens = maximumTokens): unknown {
  if (bytes.length === 0) throw new AppError('bad_request', { message: 'the body is empty; send JSON' });
  if (!isUtf8(bytes)) {
    throw new AppError('bad_request', {
      message: 'the body is not UTF-8; send bytes that are not text as base64',
    });
  }
  refuseBulk(bytes, mostTokens);
  const text = bytes.toString('utf8');
  const value = parsed(text.startsWith('\ufeff') ? text.slice(1) : text);
  refuseForbiddenKeys(value, []);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new AppError('bad_request', { message: `the body is not JSON: ${reason}` });
  }
}

// Counts on malformed text are of no use, but then JSON.parse refuses it.
function refuseBulk(bytes: Buffer, mostTokens: number): void {
  let tokens = 0;
  let depth = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) index = endOfString(bytes, index);
    else if (byte === openBracket || byte === openBrace) depth += 1;
    else if (byte === closeBracket || byte === closeBrace) depth -= 1;
    else if (byte !== comma) continue;
    tokens += 1;
    if (tokens > mostTokens) throw bulk(`hold at most ${mostTokens} strings, brackets and commas`);
    if (depth > maximumDepth) throw bulk(`be nested at most ${maximumDepth} deep`);
  }
}

const bulk = (bound: string) => new AppError('bad_request', { message: `the body must ${bound}` });

function endOfString(bytes: Buffer, start: number): number {
  let index = start + 1;
  while (index < bytes.length && bytes[index] !== quote) index += bytes[index] === backslash ? 2 : 1;
  return index;
}

function refuseForbiddenKeys(value: unknown, path: (string | number)[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = [...path, Array.isArray(value) ? Number(key) : key];
    if (forbiddenKeys.has(key)) {
      const field = fieldName(memberPath);
      throw new AppError('invalid_field', {
        field,
        message: `${field} is not allowed; no key may be ${key}`,
      });
    }
    refuseForbiddenKeys(member, memberPath);
  }
}

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
