// What a command may do to the terminal it was called from, so that tests can stand in for it.

import type { Readable } from 'node:stream';

export type StreamName = 'stdout' | 'stderr';

export type Terminal = {
  /** A line on standard output. */
  say(text: string): void;
  /** A line on standard error. */
  warn(text: string): void;
  /** Bytes as they are; resolves when the stream takes more. */
  write(stream: StreamName, bytes: Uint8Array | string): Promise<void>;
  env: NodeJS.ProcessEnv;
  /** What is typed or piped in; `setRaw` where it is a terminal, whose keys then come one by one. */
  stdin: Readable & { setRawMode?: (isRaw: boolean) => unknown };
  /** Which streams are a terminal. */
  isTerminal: Record<'stdin' | StreamName, boolean>;
  /** How large the terminal is. */
  size(): { columns: number; rows: number };
  /** Calls `listener` when that changes; returns what ends it. */
  onResize(listener: () => void): () => void;
  /** From here on Ctrl-C and the like abort this signal, with Interrupted, in place of ending the process. */
  interruption(): AbortSignal;
};

/** The command line is wrong; the message says how, and the remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command can't go on; the message says why. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** A signal told the command to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: string;

  constructor(signal: string) {
    super(`told to end by ${signal}`);
    this.signal = signal;
  }
}
