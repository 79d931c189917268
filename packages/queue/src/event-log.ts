// What happened to a posted job, as a Redis stream: workers append in batches, API processes read on from any event.
//
// Events are numbered `<start>-<number>`: the how-manieth start of the job, and counting from 1 within it. An entry's id
// is the number of its last event, so a batch that is sent again is refused by Redis, and so is what a worker has to
// say when another has taken the job over.

import { type Emit, type Progress, Step } from '@cellblock/contract';
import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import type { Keys } from './keys.js';
import { pairsOf } from './reply.js';

export type Batch = { start: number; first: number; events: Progress[] };
export type Numbered = { number: string; event: Parameters<Emit>[0] };

// The most that is kept of one job. Batches come some tens of milliseconds apart, so it is not met.
const mostEntries = 20_000;

const StoredOutput = z.strictObject({ type: z.enum(['stdout', 'stderr']), bytes: z.int().nonnegative() });
const Fields = z.object({
  first: z.coerce.number().int().positive(),
  events: z.string().transform((text) => z.array(z.union([StoredOutput, Step])).parse(JSON.parse(text))),
});

/** Where a reading begins that has seen nothing. */
export const beginning = '0-0';
const numberForm = /^(\d{1,9})-(\d{1,15})$/;

/** Whether this is the number of an event. */
export const isEventNumber = (text: string): boolean => numberForm.test(text);

/** Adds to the pipeline what appends the batch. */
export function appendBatch(
  pipeline: ChainableCommander,
  key: string,
  { start, first, events }: Batch,
): void {
  const stored = events.map((event) =>
    'bytes' in event ? { type: event.type, bytes: event.bytes.length } : event,
  );
  const body = Buffer.concat(events.flatMap((event) => ('bytes' in event ? [event.bytes] : [])));
  const fields = ['first', first, 'events', JSON.stringify(stored), 'body', body];
  const last = `${start}-${first + events.length - 1}`;
  pipeline.xadd(key, 'MAXLEN', '~', mostEntries, last, ...fields);
}

/** Some of the events after the one of this number, in order; none where there are none yet. */
export async function eventsAfter(redis: Redis, keys: Keys, id: string, after: string): Promise<Numbered[]> {
  const entries = await redis.xrangeBuffer(keys.events(id), `(${after}`, '+', 'COUNT', 4);
  const [start, seen] = numbersIn(after);
  return entries
    .flatMap(([last, fields]) => decoded(last.toString(), fields))
    .filter(({ number }) => {
      const [itsStart, itsNumber] = numbersIn(number);
      return itsStart > start || (itsStart === start && itsNumber > seen);
    });
}

function numbersIn(number: string): [start: number, number: number] {
  const [, start, count] = numberForm.exec(number) ?? [];
  return [Number(start ?? 0), Number(count ?? 0)];
}

function decoded(last: string, fields: readonly Buffer[]): Numbered[] {
  const pairs = new Map(pairsOf(fields));
  const text = (name: string) => pairs.get(name)?.toString();
  const { first, events } = Fields.parse({ first: text('first'), events: text('events') });
  const body = pairs.get('body') ?? Buffer.alloc(0);
  const [start] = numbersIn(last);
  let offset = 0;
  return events.map((event, index) => {
    const number = `${start}-${first + index}`;
    if (!('bytes' in event)) return { number, event };
    offset += event.bytes;
    return { number, event: { type: event.type, bytes: body.subarray(offset - event.bytes, offset) } };
  });
}
