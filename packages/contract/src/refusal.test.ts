import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { pasteBounds } from './limits.js';
import { PasteRequest } from './paste.js';
import { parseOrRefuse } from './refusal.js';
import { SessionStart } from './session.js';

const submission = { source: '' };
const moment = 'a date with time, in UTC, as 2026-01-31T12:00:00Z';
const id = z.union([z.string(), z.int()]);

describe('a refusal', () => {
  for (const [name, schema, value, message] of [
    ['of what is no moment', z.iso.datetime(), '2026-01-01', `must be ${moment}, received "2026-01-01"`],
    ['of text that is no number', z.coerce.number(), 'abc', 'must be a number, received "abc"'],
    ['of a number that is none', z.number(), Number.NaN, 'must be a number, received NaN'],
    ['of a value where none is taken', z.literal(''), '0', 'must be empty, received "0"'],
    ['of another value than the only one', z.literal('2.0'), 1, 'must be "2.0", received 1'],
    ['of another kind than some', id, {}, 'must be a string or a number, received an object'],
    ['of a part where there are some', id, 1.5, 'must be a string or a whole number, received 1.5'],
    ['of no value where there is only one', z.literal('2.0'), undefined, 'is required'],
    ['of no value where there are some', z.enum(['a', 'b']), undefined, 'is required'],
  ] as const) {
    it(`${name} says what is wanted, and what was given`, () => {
      const refusing = () => parseOrRefuse(z.object({ list: z.array(schema) }), { list: [value] });
      assert.throws(refusing, { field: 'list[0]', message: `list[0] ${message}` });
    });
  }

  it('tells the bound of the field, however far a number is beyond it', () => {
    const { maximum } = pasteBounds.lifeS;
    for (const [expiresInS, bound] of [
      [maximum + 1, `at most ${maximum}, received ${maximum + 1}`],
      [1e30, `at most ${maximum}, received 1e+30`],
      [-1e30, 'at least 60, received -1e+30'],
    ] as const) {
      const message = `expiresInS must be ${bound}`;
      assert.throws(() => parseOrRefuse(PasteRequest, { submission, expiresInS }), { message });
    }
  });

  it('tells the first of two fields that are wrong', () => {
    const terminal = { columns: 1e30, rows: 1e30 };
    const start = { type: 'start', submission, terminal };
    assert.throws(() => parseOrRefuse(SessionStart, start), { field: 'terminal.columns' });
  });
});
