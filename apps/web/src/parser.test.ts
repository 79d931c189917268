import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createParser } from './parser.js';

describe('a stream of events', () => {
  it('gives the same events however it is cut', () => {
    const events = [
      { type: 'queued', position: null },
      { type: 'stdout', content: 'a\n\nb', encoding: 'utf8' },
      { type: 'running' },
    ];
    const text = events
      .map((event) => `id: 1\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join(': waiting\n\n');
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const parse = createParser();
        const places = [0, ...cuts, text.length].sort((one, other) => one - other);
        const got = places.slice(1).flatMap((end, index) => parse(text.slice(places[index], end)));
        assert.deepEqual(got, events);
      }),
    );
  });
});
