import assert from 'node:assert/strict';
import { it } from 'node:test';
import { preferredForm } from './accept.js';

for (const [accept, ofJson, ofPlain] of [
  [undefined, 'json', 'plain'],
  ['*/*', 'json', 'plain'],
  ['', 'json', 'plain'],
  ['application/json', 'json', 'json'],
  ['Application/JSON; charset=utf-8', 'json', 'json'],
  ['text/plain', 'plain', 'plain'],
  ['text/*', 'plain', 'plain'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json', 'plain'],
  ['application/json, text/plain, */*', 'json', 'plain'],
  ['text/plain;q=0.5, application/json;q=0.4', 'plain', 'plain'],
  ['text/plain;q=0.4, application/json;q=0.5', 'json', 'json'],
  ['*/*, text/plain;q=0', 'json', 'json'],
  ['application/json;q=0, */*', 'plain', 'plain'],
  ['image/png', 'json', 'plain'],
  ['text/plain;q=nonsense', 'json', 'plain'],
  [';;,,=q', 'json', 'plain'],
] as const) {
  it(`Accept: ${accept} gives ${ofJson} for JSON and ${ofPlain} for a source`, () => {
    assert.equal(preferredForm(accept, 'json'), ofJson);
    assert.equal(preferredForm(accept, 'plain'), ofPlain);
  });
}
