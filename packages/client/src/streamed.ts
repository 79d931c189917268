// What happens to a job whose events are the answer to the request that brought it.

import type { JobEvent } from '@cellblock/contract';
import { CellblockError } from './error.js';
import { eventsIn } from './event-stream.js';
import { asItIs, piecesOf, type Request, type Transport } from './transport.js';

/** The events, to the last; CellblockError cut_off where they end before that. Whoever stops reading hangs up. */
export async function* streamed(transport: Transport, request: Request): AsyncGenerator<JobEvent, void> {
  const response = await transport.ask({ ...request, accept: 'text/event-stream' }, asItIs);
  for await (const { data } of eventsIn(piecesOf(response, request.signal))) {
    const event: JobEvent = JSON.parse(data);
    yield event;
    if (isLast(event)) return;
  }
  throw new CellblockError('cut_off', 'the events broke off before the verdict');
}

/** Whether nothing comes after this event. */
export const isLast = ({ type }: { type: string }): boolean =>
  type === 'verdict' || type === 'error' || type === 'cancelled';
