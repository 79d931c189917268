import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount, decodeWord, encodeWord } from './words.mjs';

test('a word survives the line, whatever stands before it', () => {
  const word = { event: 'line', part: 'native', text: 'ok "x"\t1' };
  assert.deepEqual(decodeWord(encodeWord(word).trimEnd()), word);
  assert.deepEqual(decodeWord(`[   1.0] noise${encodeWord(word).trimEnd()}`), word);
});

test('what is no word is none', () => {
  for (const line of ['', 'Booting', '{"event":"beg', '{"part":"x"}']) assert.equal(decodeWord(line), null);
});

test('a part that failed, or never ended, is held against the guest', () => {
  const account = createAccount(['a', 'b', 'c']);
  account.take({ event: 'end', part: 'a', status: 0 });
  account.take({ event: 'end', part: 'b', status: 1 });
  assert.deepEqual(account.failed, ['b', 'c']);
  assert.equal(account.isOver, false);
  account.take({ event: 'end', part: 'c', status: 0 });
  account.take({ event: 'over' });
  assert.deepEqual(account.failed, ['b']);
  assert.equal(account.isOver, true);
});
