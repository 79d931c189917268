// One line that shows how far long work is, on a terminal alone.

import { paintFor } from '../colours.js';
import type { Terminal } from '../terminal.js';

export type Progress = {
  /** Shows that so many are done, of which some failed. */
  show(done: number, failed: number): void;
  /** Takes the line away. */
  end(): void;
};

const clearLine = '\r\x1b[K';
const widest = 40;

/** A bar up to `total` on stderr; nothing where that is no terminal. */
export function progressOf(total: number, terminal: Terminal): Progress {
  const { TERM } = terminal.env;
  if (!terminal.isTerminal.stderr || TERM === 'dumb') return { show: () => {}, end: () => {} };
  const paint = paintFor(terminal, 'stderr');
  const draw = (text: string) => void terminal.write('stderr', `${clearLine}${text}`);
  return {
    show: (done, failed) => {
      const width = Math.max(10, Math.min(widest, terminal.size().columns - 40));
      const filled = Math.floor((width * done) / Math.max(1, total));
      const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
      draw(`${bar} ${done} of ${total}${failed === 0 ? '' : paint('red', `, ${failed} not passed`)}`);
    },
    end: () => draw(''),
  };
}
