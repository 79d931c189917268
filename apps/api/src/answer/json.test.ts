import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { type Outcome, Result, resultOf } from '@cellblock/contract';
import fc from 'fast-check';
import { outcomeOf } from '../door-for-tests.js';
import { jsonOf, jsonPieces } from './json.js';

describe('jsonPieces', () => {
  it('spell the same value as JSON.stringify, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal([...jsonPieces(value)].join(''), JSON.stringify(value));
      }),
    );
  });

  it('cut long strings, also in the middle of a surrogate pair', () => {
    for (const long of ['x'.repeat(700_000), `x${'😀'.repeat(300_000)}`, '\u0001"\\\n'.repeat(200_000)]) {
      const pieces = [...jsonPieces({ long })];
      assert.ok(pieces.every((piece) => piece.length <= 6 * 256 * 1024));
      assert.deepEqual(JSON.parse(pieces.join('')), { long });
    }
  });
});

describe('jsonOf', () => {
  const withFile = (bytes: Buffer): Outcome => {
    const outcome = outcomeOf('', { outputs: [{ path: 'a', bytes: bytes.length }] });
    return { ...outcome, outputs: [bytes] };
  };

  it('is a string for a small result', () => {
    const result = resultOf(outcomeOf('hello'));
    const json = jsonOf(Result, result);
    assert.ok(typeof json === 'string');
    assert.deepEqual(JSON.parse(json), result);
  });

  for (const [name, outcome] of [
    ['output', outcomeOf(Buffer.alloc(3_000_000, 'é\n'))],
    ['binary output', outcomeOf(Buffer.alloc(3_000_000, 0xff))],
    ['files', withFile(Buffer.alloc(3_000_000, '\u0001'))],
  ] as const) {
    it(`is a stream for a result with large ${name}, and means the same`, async () => {
      const result = resultOf(outcome);
      const json = jsonOf(Result, result);
      assert.ok(json instanceof Readable);
      assert.deepEqual(JSON.parse(await text(json)), result);
    });
  }

  it('lets others get on between the pieces, however fast they are taken', async () => {
    const json = jsonOf(Result, resultOf(outcomeOf(Buffer.alloc(3_000_000, '\u0001'))));
    assert.ok(json instanceof Readable);
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const length = (await text(json)).length;
    isOver = true;
    assert.ok(turns > length / (8 * 256 * 1024), `${turns} turns for ${length} characters`);
  });
});
