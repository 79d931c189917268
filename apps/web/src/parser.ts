// Server-sent events out of a text that comes in pieces.

import type { JobEvent } from '@cellblock/contract';

/** The events in a stream of text, each piece's as it comes. */
export function createParser(): (text: string) => JobEvent[] {
  let held: string[] = [];
  let last = '';
  return (text) => {
    const isEnd = text.includes('\n\n') || (last === '\n' && text.startsWith('\n'));
    held.push(text);
    last = text.at(-1) ?? last;
    if (!isEnd) return [];
    const blocks = held.join('').split('\n\n');
    held = [blocks.pop() ?? ''];
    return blocks.flatMap(eventIn);
  };
}

function eventIn(block: string): JobEvent[] {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? [] : [JSON.parse(lines.map((line) => line.slice(5)).join('\n'))];
}
