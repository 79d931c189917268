// The catalogue of attacks against a service of its own, once; `npm run test:attacks` plays it as often as one likes.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type Arena, openArena } from './arena.js';
import { catalogue } from './catalogue.js';
import { playOne } from './play-attacks.js';

const atOnce = 4;

test('no case of the catalogue is left out', () => {
  for (const { letter, count, attacks } of catalogue) {
    const wanted = Array.from({ length: count }, (_, n) => letter + String(n + 1).padStart(2, '0'));
    assert.deepEqual([...new Set(attacks.map(({ id }) => id))].sort(), wanted);
  }
});

suite('attacks', () => {
  let arena: Arena;
  before(async () => {
    arena = await openArena({ parallel: atOnce });
  });
  after(() => arena.close());

  for (const { letter, title, attacks } of catalogue) {
    const name = `${letter}: ${title}`;
    suite(name, { concurrency: atOnce }, () => {
      for (const attack of attacks.filter(({ alone }) => !alone))
        test(`${attack.id} ${attack.name}`, () => playOne(arena, attack));
    });
    suite(`${name}, one by one`, () => {
      for (const attack of attacks.filter(({ alone }) => alone))
        test(`${attack.id} ${attack.name}`, () => playOne(arena, attack));
    });
    test(`${name} leaves nothing`, () => arena.invariants.assertSettled());
  }
  test('the trees are unchanged, and hello world is as fast as before', () =>
    arena.invariants.assertUnchanged());
});
