import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseVocabulary } from './vocabulary.js';

describe('a vocabulary', () => {
  const { field, message } = parseVocabulary('field\targ\t4\nfield\tenv\t5\nmessage\tstart\t2\n');

  it('is read both ways, each table for itself', () => {
    assert.equal(field.number('arg'), 4);
    assert.equal(field.name(5), 'env');
    assert.equal(message.name(2), 'start');
  });

  it('knows no more than it was told, and says what to do about it', () => {
    assert.throws(() => field.number('start'), /knows no field start; rebuild it with: make -C native/);
    assert.throws(() => message.name(4), /knows no message 4; rebuild/);
  });

  it('is refused where a line is malformed', () => {
    for (const line of ['field\targ', 'field\targ\tfour', 'field\targ\t-4', 'nonsense', 'field\targ\t'])
      assert.throws(() => parseVocabulary(`field\tenv\t5\n${line}\n`), /vocabulary is malformed: /);
  });
});
