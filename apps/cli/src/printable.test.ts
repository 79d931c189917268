import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printable, printableLines } from './printable.js';

it('a stranger moves no cursor', () => {
  assert.equal(printable('a\x1b[2Jb\tc\r\n\x9b'), 'a\\x1b[2Jb\tc\\x0d\\x0a\\x9b');
  assert.equal(printableLines('ä\n\x07'), 'ä\n\\x07');
});
