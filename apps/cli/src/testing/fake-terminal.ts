// A terminal that remembers what it was told, for tests.

import { Readable } from 'node:stream';
import type { Terminal } from '../terminal.js';

/** No stream of it is a terminal, unless `more` says so; its stdin is empty. */
export function fakeTerminal(env: NodeJS.ProcessEnv = {}, more: Partial<Terminal> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const controller = new AbortController();
  const terminal: Terminal = {
    say: (text) => void out.push(`${text}\n`),
    warn: (text) => void err.push(`${text}\n`),
    write: async (stream, bytes) => {
      (stream === 'stdout' ? out : err).push(Buffer.from(bytes).toString());
    },
    env,
    stdin: Readable.from([]),
    isTerminal: { stdin: false, stdout: false, stderr: false },
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => () => {},
    interruption: () => controller.signal,
    ...more,
  };
  return {
    terminal,
    /** What was written, without the last line's end. */
    said: () => out.join('').replace(/\n$/, ''),
    warned: () => err.join('').replace(/\n$/, ''),
    interrupt: (reason: Error) => controller.abort(reason),
  };
}
