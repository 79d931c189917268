// The files of words: each language has all of them, and the page says none that there is not.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { verdicts } from '@cellblock/contract';

const folder = fileURLToPath(new URL('../texts/', import.meta.url));
const filesIn = (path: string, ending: string) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${path}/${name}`, 'utf8'));

const languages = readdirSync(folder).map((name) => ({
  name,
  texts: new Map<string, string>(Object.entries(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')))),
}));
const english = languages.find(({ name }) => name === 'en.json')?.texts ?? new Map<string, string>();
const valuesIn = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([value]) => value).sort();

describe('the texts', () => {
  it('are in three languages at least, one of them from right to left', () => {
    assert.ok(languages.length >= 3);
    assert.ok(
      languages.some(({ texts }) => /\p{Script=Arabic}|\p{Script=Hebrew}/u.test(texts.get('run') ?? '')),
    );
  });

  for (const { name, texts } of languages) {
    it(`are all in ${name}, with the same values in them`, () => {
      assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
      for (const [key, text] of texts) {
        assert.notEqual(text.trim(), '', key);
        assert.deepEqual(valuesIn(text), valuesIn(english.get(key)), key);
      }
    });
  }

  it('are there for whatever the page and the server say', () => {
    const sources = [
      ...filesIn(fileURLToPath(new URL('../src', import.meta.url)), '.ts'),
      ...filesIn(fileURLToPath(new URL('../../api/src/page', import.meta.url)), '.ts'),
    ].join('\n');
    const said = [...sources.matchAll(/\b(?:say|field|copier)\((?:[^'"`()]*, )?'([\w. -]+)'/g)].map(
      ([, key]) => key ?? '',
    );
    assert.ok(said.length > 60, String(said.length));
    for (const key of said) assert.ok(english.has(key), key);
    for (const verdict of Object.keys(verdicts)) assert.ok(english.has(`verdict.${verdict}`), verdict);
  });
});
