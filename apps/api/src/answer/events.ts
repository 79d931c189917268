// What happens to a job, as server-sent events. An event is taken from Redis when the client has taken those before it,
// so a client that reads slowly costs no memory here.

import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { JobEvent } from '@cellblock/contract';
import type { PostedEvent } from '@cellblock/queue';
import type { FastifyReply } from 'fastify';

// After how long a client that was cut off comes back, in ms.
const retryMs = 1000;
const bufferedBytes = 64 * 1024;

type Options = {
  /** After how long without an event a comment shows the client, and what is between, that the line stands. */
  heartbeatMs: number;
  /** Hears of each event before it is sent. */
  onEvent?: (event: JobEvent) => void;
};

/** Sends the events as text/event-stream. The answer ends when they do. */
export function sendEvents(
  reply: FastifyReply,
  events: AsyncGenerator<PostedEvent>,
  options: Options,
): FastifyReply {
  const body = Readable.from(texts(events, options), { objectMode: false, highWaterMark: bufferedBytes });
  return reply.type('text/event-stream').header('cache-control', 'no-store').send(body);
}

async function* texts(
  events: AsyncGenerator<PostedEvent>,
  { heartbeatMs, onEvent = () => {} }: Options,
): AsyncGenerator<string> {
  try {
    yield `retry: ${retryMs}\n\n`;
    let next = events.next();
    for (;;) {
      const beat = new AbortController();
      const silence = delay(heartbeatMs, null, { signal: beat.signal }).catch(() => null);
      const result = await Promise.race([next, silence]).finally(() => beat.abort());
      if (result === null) {
        yield ': still here\n\n';
        continue;
      }
      if (result.done === true) return;
      const event = jobEventOf(result.value);
      onEvent(event);
      yield `id: ${result.value.number}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      next = events.next();
    }
  } finally {
    // Not waited for, as it comes behind an event that may never come.
    events.return(undefined).catch(() => {});
  }
}

/** An event as clients get it. Throws for what is none. */
export function jobEventOf({ event }: PostedEvent): JobEvent {
  if (event.type === 'verdict') return JobEvent.parse({ type: 'verdict', result: event.head });
  if (!('bytes' in event)) return JobEvent.parse(event);
  const { type, bytes } = event;
  const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
  return { type, content: bytes.toString(encoding), encoding };
}
