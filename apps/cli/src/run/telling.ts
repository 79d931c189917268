// What happens to a program, told as it happens: what it writes goes where it would go, all else to stderr.

import type { JobEvent, SessionEvent } from '@cellblock/contract';
import { paintFor } from '../colours.js';
import { exitStatus, statusOfError } from '../exit-status.js';
import { printable, printableLines } from '../printable.js';
import { Failure, type Terminal } from '../terminal.js';
import { type Ended, tellEnd } from './ending.js';

/** Tells the events to the last, and resolves to how it ended. Failure where the service couldn't run it. */
export async function tellEvents(
  events: AsyncIterable<JobEvent | SessionEvent>,
  terminal: Terminal,
): Promise<Ended> {
  for await (const event of events) {
    switch (event.type) {
      case 'stdout':
      case 'stderr':
        await terminal.write(event.type, Buffer.from(event.content, event.encoding));
        break;
      case 'diagnostics':
        await terminal.write('stderr', printableLines(event.compile.output));
        break;
      case 'restarted':
        terminal.warn(
          paintFor(terminal, 'stderr')('yellow', 'cellblock: the worker was lost; it is run again from here'),
        );
        break;
      case 'error':
        throw new Failure(printable(event.error.message), statusOfError(event.error.code));
      case 'cancelled':
        throw new Failure('the job was called off', exitStatus.service);
      case 'verdict':
        if ('tests' in event.result) throw new Failure('the answer is a grading', exitStatus.service);
        return event.result;
    }
  }
  throw new Failure('the session ended without a verdict', exitStatus.service);
}

/** The same, and says how it ended; resolves to the status to exit with. */
export const tellAll = async (
  events: AsyncIterable<JobEvent | SessionEvent>,
  paths: readonly string[],
  terminal: Terminal,
): Promise<number> => tellEnd(await tellEvents(events, terminal), paths, terminal);
