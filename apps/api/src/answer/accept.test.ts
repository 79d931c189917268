import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mediaTypeOf, preferredForm, streamWanted } from './accept.js';

const forms = ['json', 'plain', 'raw', 'events'] as const;

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
  ['application/octet-stream', 'raw', 'raw'],
  ['application/octet-stream; stream=stderr', 'raw', 'raw'],
  ['text/event-stream', 'events', 'events'],
  ['application/*', 'json', 'json'],
  ['text/event-stream, application/json', 'json', 'json'],
] as const) {
  it(`Accept: ${accept} gives ${ofJson} for JSON and ${ofPlain} for a source`, () => {
    assert.equal(preferredForm(accept, 'json', forms), ofJson);
    assert.equal(preferredForm(accept, 'plain', forms), ofPlain);
  });
}

for (const [accept, form, type] of [
  ['application/xml', 'junit', 'application/xml'],
  ['text/xml', 'junit', 'text/xml'],
  ['Text/XML; charset=utf-8', 'junit', 'text/xml'],
  ['text/xml, application/xml', 'junit', 'application/xml'],
  ['application/xml;q=0.5, text/xml;q=0.6', 'junit', 'text/xml'],
  ['text/xml;q=0.4, text/csv;q=0.5', 'csv', 'text/csv'],
  ['text/*', 'csv', 'text/csv'],
  ['*/*', 'json', 'application/json'],
  ['image/png', 'json', 'application/json'],
  [undefined, 'json', 'application/json'],
] as const) {
  it(`Accept: ${accept} gives a grading in the form ${form}, as ${type}`, () => {
    assert.equal(preferredForm(accept, 'json', ['junit', 'csv']), form);
    assert.equal(mediaTypeOf(form, accept), type);
  });
}

for (const [accept, stream] of [
  [undefined, 'stdout'],
  ['application/octet-stream', 'stdout'],
  ['application/octet-stream; stream=stderr', 'stderr'],
  ['text/plain;q=0.1, application/octet-stream;q=0.5;stream=both', 'both'],
  ['application/octet-stream; stream=nonsense', 'stdout'],
  ['text/plain; stream=stderr', 'stdout'],
] as const) {
  it(`Accept: ${accept} means ${stream}`, () => assert.equal(streamWanted(accept), stream));
}
