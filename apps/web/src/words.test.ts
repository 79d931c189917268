import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { spelled, wordsOf } from './words.js';

describe('arguments on one line', () => {
  it('are words, or what is in quotes', () => {
    assert.deepEqual(wordsOf(`a  'b c' "d \\" e"f g\\ h ''`), ['a', 'b c', 'd " ef', 'g h', '']);
  });

  it('are read as they were spelled, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        assert.deepEqual(wordsOf(spelled(words)), words);
      }),
    );
  });
});
