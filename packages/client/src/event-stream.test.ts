import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { eventsIn, linesIn, type ServerEvent } from './event-stream.js';

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The text cut at these places. */
function cut(text: string, places: number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...at, text.length].map((end, index) => text.slice(at[index - 1] ?? 0, end));
}

describe('eventsIn', () => {
  it('reads ids and data, and passes over comments, names and retry', async () => {
    const text = 'retry: 1000\n\n: still here\n\nid: 7\nevent: a\ndata: {"x":1}\n\ndata: one\ndata:two\n\n';
    assert.deepEqual(await all(eventsIn(pieces(text))), [
      { id: '7', data: '{"x":1}' },
      { id: '7', data: 'one\ntwo' },
    ]);
  });

  it('drops an event that is not all there', async () => {
    assert.deepEqual(await all(eventsIn(pieces('data: whole\n\ndata: half\n'))), [
      { id: null, data: 'whole' },
    ]);
  });

  it('does not care where the text is cut', async () => {
    const event = fc.record(
      { id: fc.stringMatching(/^\d{1,5}$/), data: fc.json() },
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.array(fc.nat()), fc.boolean(), async (events, places, isCrLf) => {
        const end = isCrLf ? '\r\n' : '\n';
        const text = events.map(({ id, data }) => `id: ${id}${end}data: ${data}${end}${end}`).join('');
        const read: ServerEvent[] = await all(eventsIn(pieces(...cut(text, places))));
        assert.deepEqual(read, events);
      }),
    );
  });
});

describe('linesIn', () => {
  it('gives what ends with a line break, and nothing of the rest', async () => {
    assert.deepEqual(await all(linesIn(pieces('a', 'b\nc', '\n', '\nrest'))), ['ab', 'c', '']);
  });
});
