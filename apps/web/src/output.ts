// The output as it comes: text in spans, as much as a page can hold, the rest kept for those who want it.

import { createAnsi, type Piece } from '@cellblock/contract/ansi';
import { createLine } from '@cellblock/contract/line';
import { made, the } from './dom.js';
import { say } from './texts.js';

export type Stream = 'stdout' | 'stderr';

const shownCharacters = 200_000;
const place = the('#output', HTMLPreElement);
const notice = the('#notice', HTMLElement);

let kept: { stream: Stream; text: string }[] = [];
let shown = 0;
let total = 0;
let waiting: Piece[] = [];
let line = createLine();
let shownLine: ChildNode[] = [];
let isDue = false;
let readers = { stdout: createAnsi(), stderr: createAnsi() };

/** Takes all output away. */
export function clearOutput(): void {
  kept = [];
  shown = 0;
  total = 0;
  waiting = [];
  line = createLine();
  shownLine = [];
  readers = { stdout: createAnsi(), stderr: createAnsi() };
  place.replaceChildren();
  notice.replaceChildren();
}

/** Adds what a program has written; it is seen with the next frame. */
export function addOutput(stream: Stream, text: string): void {
  kept.push({ stream, text });
  total += text.length;
  const room = shownCharacters - shown;
  if (room > 0) {
    const part = text.slice(0, room);
    shown += part.length;
    for (const piece of readers[stream](part)) {
      const names = [stream === 'stderr' ? 'err' : '', piece.classes].filter((name) => name !== '');
      waiting.push(...line.write({ ...piece, classes: names.join(' ') }));
    }
  }
  if (!isDue) requestAnimationFrame(flush);
  isDue = true;
}

const nodeOf = ({ text, classes }: Piece): ChildNode =>
  classes === '' ? document.createTextNode(text) : made('span', { class: classes }, text);

function flush(): void {
  isDue = false;
  const follows = place.scrollHeight - place.scrollTop - place.clientHeight < 40;
  for (const node of shownLine) node.remove();
  shownLine = line.pieces().map(nodeOf);
  place.append(...waiting.map(nodeOf), ...shownLine);
  waiting = [];
  if (follows) place.scrollTop = place.scrollHeight;
  if (total > shown)
    notice.textContent = say('output.cut', { shown: shown.toLocaleString(), total: total.toLocaleString() });
}

/** All that was written, of one stream or of both in order. */
export const outputText = (stream?: Stream): string =>
  kept
    .filter((each) => stream === undefined || each.stream === stream)
    .map(({ text }) => text)
    .join('');
