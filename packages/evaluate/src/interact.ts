// A run that somebody types into: what is typed goes to the cell as it comes, until the cell has ended.

import type { SessionInput } from '@cellblock/contract';
import type { CellSpec, RunningCell, TerminalSize } from '@cellblock/sandbox';
import type { CellScope } from './cell-scope.js';

/** Who types, and on what. */
export type Interaction = {
  /** Gives the program a terminal of this size; without it its streams are pipes. */
  terminal?: TerminalSize | undefined;
  /** What is typed, from the beginning each time it is asked for, until the signal aborts. */
  typed: (signal: AbortSignal) => AsyncIterable<SessionInput>;
};

/** Starts the cell of a run; the spec's stdin is what is typed first. A failure of `typed` kills the cell. */
export function interact(scope: CellScope, spec: CellSpec, { terminal, typed }: Interaction): RunningCell {
  const first = Buffer.isBuffer(spec.stdin) ? spec.stdin : Buffer.alloc(0);
  const streams = terminal === undefined ? {} : { terminal };
  const cell = scope.start({ ...spec, ...streams, typedFirst: first, stdin: 'interactive' });
  const over = new AbortController();
  let failure: Error | null = null;
  passAll(cell, typed(over.signal)).catch((cause: unknown) => {
    failure = new Error('what is typed cannot be read', { cause });
    cell.kill();
  });
  const report = cell.report
    .finally(() => over.abort())
    .then((seen) => {
      if (failure !== null) throw failure;
      return seen;
    });
  return { ...cell, report };
}

async function passAll(cell: RunningCell, typed: AsyncIterable<SessionInput>): Promise<void> {
  for await (const input of typed) passOn(cell, input);
}

function passOn(cell: RunningCell, input: SessionInput): void {
  switch (input.type) {
    case 'stdin':
      cell.write(Buffer.from(input.content, input.encoding));
      break;
    case 'end':
      cell.end();
      break;
    case 'signal':
      cell.signal(input.signal);
      break;
    case 'resize':
      cell.resize({ columns: input.columns, rows: input.rows });
      break;
  }
}
