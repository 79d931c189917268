import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import fc from 'fast-check';
import { parseJson } from './json.js';

const refusal = (text: string | Buffer): AppError => {
  try {
    parseJson(Buffer.from(text));
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error;
  }
  return assert.fail('it was taken');
};

describe('parseJson', () => {
  it('gives what JSON.parse gives for any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!/__proto__|constructor|prototype/.test(text));
        assert.deepEqual(parseJson(Buffer.from(text)), JSON.parse(text));
      }),
    );
  });

  it('gives a value or a client error for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseJson(Buffer.from(bytes));
        } catch (error) {
          assert.ok(error instanceof AppError);
          assert.match(error.code, /^(bad_request|invalid_field)$/);
        }
      }),
    );
  });

  it('takes the last of a key given twice', () => {
    assert.deepEqual(parseJson(Buffer.from('{"a":1,"a":2}')), { a: 2 });
  });

  it('takes text after a byte order mark', () => {
    assert.deepEqual(parseJson(Buffer.from('\ufeff{}')), {});
  });

  for (const [name, text, code, field, message] of [
    ['nothing', '', 'bad_request', undefined, /empty/],
    ['half an object', '{"a":', 'bad_request', undefined, /not JSON/],
    ['two values', '{} {}', 'bad_request', undefined, /not JSON/],
    ['a stray bracket', ']]]]', 'bad_request', undefined, /not JSON/],
    ['an unfinished string', '"\\', 'bad_request', undefined, /not JSON/],
    ['__proto__', '{"__proto__":{"a":1}}', 'invalid_field', '__proto__', /no key may be __proto__/],
    ['an escaped __proto__', '{"\\u005f_proto__":1}', 'invalid_field', '__proto__', /not allowed/],
    ['constructor inside', '{"a":[{"constructor":1}]}', 'invalid_field', 'a[0].constructor', /not allowed/],
    ['prototype inside', '{"a":{"prototype":1}}', 'invalid_field', 'a.prototype', /not allowed/],
    ['deep nesting', '['.repeat(33) + ']'.repeat(33), 'bad_request', undefined, /at most 32 deep/],
    ['a great many values', `[${'[],'.repeat(5000)}0]`, 'bad_request', undefined, /at most 10000/],
    ['a great many strings', `[${'"",'.repeat(6000)}""]`, 'bad_request', undefined, /at most 10000/],
  ] as const) {
    it(`refuses ${name}`, () => {
      const error = refusal(text);
      assert.equal(error.code, code);
      assert.equal(error.field, field);
      assert.match(error.message, message);
    });
  }

  it('refuses what is not UTF-8 instead of replacing it', () => {
    assert.match(refusal(Buffer.from([0x22, 0xff, 0x22])).message, /not UTF-8.*base64/);
  });

  it('does not count what stands inside strings', () => {
    const text = JSON.stringify({ a: '[{,"\\'.repeat(20_000) });
    assert.deepEqual(parseJson(Buffer.from(text)), JSON.parse(text));
  });

  it('refuses 50 MB of brackets before anything is made of them', () => {
    const before = process.memoryUsage().heapUsed;
    refusal(Buffer.alloc(50_000_000, '[],'));
    assert.ok(process.memoryUsage().heapUsed - before < 50_000_000);
  });
});
