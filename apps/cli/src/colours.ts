// Colours, where somebody sees them and has not asked for none (https://no-color.org).

import type { StreamName, Terminal } from './terminal.js';

const codes = { red: 31, green: 32, yellow: 33, dim: 2 } as const;

export type Paint = (colour: keyof typeof codes, text: string) => string;

/** Paints text for a stream; text as it is where that is no terminal, or colours aren't wanted. */
export function paintFor({ env, isTerminal }: Terminal, stream: StreamName): Paint {
  const { NO_COLOR, TERM } = env;
  const isWanted = isTerminal[stream] && !NO_COLOR && TERM !== 'dumb';
  return (colour, text) => (isWanted ? `\x1b[${codes[colour]}m${text}\x1b[0m` : text);
}
