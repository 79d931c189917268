// A program that is typed into while it runs: the terminal is its terminal, keys and size included.

import type { Client, Session } from '@cellblock/client';
import type { SubmissionInput } from '@cellblock/contract';
import { Interrupted, type Terminal } from '../terminal.js';
import { tellAll } from './telling.js';

// Ctrl-], as in telnet: Ctrl-C is the program's.
const hangUpKey = 0x1d;

type Interaction = {
  submission: SubmissionInput;
  /** What the sources were read from. */
  paths: readonly string[];
  client: Client;
  terminal: Terminal;
};

/** Runs it in a session and resolves to the status to exit with. Without a terminal its input is piped in as it comes. */
export async function runInteractively(
  { submission, paths, client, terminal }: Interaction,
  signal: AbortSignal,
): Promise<number> {
  const { stdin, isTerminal } = terminal;
  const isRaw = isTerminal.stdin && isTerminal.stdout && stdin.setRawMode !== undefined;
  const hangUp = new AbortController();
  const either = AbortSignal.any([signal, hangUp.signal]);
  const start = { submission, ...(isRaw ? { terminal: terminal.size() } : {}) };
  const session = client.session(start, { signal: either });
  const stopResizing = isRaw ? terminal.onResize(() => session.resize(terminal.size())) : () => {};
  const stopTyping = typeInto(session, { terminal, isRaw, hangUp });
  if (isRaw) stdin.setRawMode?.(true);
  try {
    return await tellAll(session, paths, terminal);
  } finally {
    if (isRaw) stdin.setRawMode?.(false);
    stopResizing();
    stopTyping();
  }
}

type Typing = { terminal: Terminal; isRaw: boolean; hangUp: AbortController };

function typeInto(session: Session, { terminal: { stdin }, isRaw, hangUp }: Typing): () => void {
  const onData = (bytes: Buffer) => {
    const end = isRaw ? bytes.indexOf(hangUpKey) : -1;
    if (end === -1) return session.type(bytes);
    if (end > 0) session.type(bytes.subarray(0, end));
    hangUp.abort(new Interrupted('SIGHUP'));
  };
  const onEnd = () => session.end();
  stdin.on('data', onData);
  stdin.on('end', onEnd);
  return () => {
    stdin.off('data', onData);
    stdin.off('end', onEnd);
    stdin.pause();
    // A pipe that nobody closes would keep this process.
    if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  };
}
