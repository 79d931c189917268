import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createAnsi } from './ansi.js';

const read = (...texts: string[]) => {
  const ansi = createAnsi();
  return texts.flatMap((text) => ansi(text));
};

describe('the colours of a terminal', () => {
  it('are classes of the text that they are for', () => {
    assert.deepEqual(read('a\u001b[31mb\u001b[1;42mc\u001b[0md'), [
      { text: 'a', classes: '' },
      { text: 'b', classes: 'f-1' },
      { text: 'c', classes: 'a-b f-1 g-2' },
      { text: 'd', classes: '' },
    ]);
  });

  it('are the nearest of sixteen where there are more', () => {
    assert.deepEqual(
      read('\u001b[38;5;196ma\u001b[48;2;0;0;250mb').map(({ classes }) => classes),
      ['f-9', 'f-9 g-12'],
    );
  });

  it('are found where a piece ends in the middle of them', () => {
    assert.deepEqual(read('a\u001b', '[3', '2mb'), [
      { text: 'a', classes: '' },
      { text: 'b', classes: 'f-2' },
    ]);
  });

  it('are all that is kept of escapes', () => {
    const text = read('\u001b]0;title\u0007a\u001b[2J\u001b[10;10Hb\u001b(Bc')
      .map((piece) => piece.text)
      .join('');
    assert.equal(text, 'abc');
  });

  it('never cost any text that has no escapes, however it is cut', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '<', '\n', 'é', '[', 'm', '3') });
    fc.assert(
      fc.property(fc.array(plain), (texts) => {
        assert.equal(
          read(...texts)
            .map(({ text }) => text)
            .join(''),
          texts.join(''),
        );
      }),
    );
  });

  it('come as classes of our own whatever is written', () => {
    const wild = fc.string({ unit: fc.constantFrom('\u001b', '[', ';', '3', '8', '5', '"', '>', 'm', ' ') });
    fc.assert(
      fc.property(fc.array(wild), (texts) => {
        for (const { classes } of read(...texts)) assert.match(classes, /^([afg]-(\d{1,2}|[bfiusd]) ?)*$/);
      }),
    );
  });
});
