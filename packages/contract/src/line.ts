// The last line of the output, as a terminal writes it: after a carriage return what comes takes the place of what is
// there, character by character.

import type { Piece } from './ansi.js';

export type Line = {
  /** Writes a piece, and gives back what no longer is in the line but above it. */
  write(piece: Piece): Piece[];
  /** What is in the line. */
  pieces(): Piece[];
};

const blank: Piece = { text: ' ', classes: '' };

/** An empty line. */
export function createLine(): Line {
  let cells: Piece[] = [];
  let column = 0;
  return {
    write({ text, classes, erases }) {
      const above: Piece[] = [];
      if (erases === 'line') cells.fill(blank, 0, column);
      if (erases !== undefined) cells.length = column;
      for (const character of text) {
        if (character === '\r') column = 0;
        else if (character === '\n') {
          // One by one, as a line may hold more than a call takes.
          for (const cell of cells) above.push(cell);
          above.push({ text: character, classes });
          cells = [];
          column = 0;
        } else {
          cells[column] = { text: character, classes };
          column += 1;
        }
      }
      return joined(above);
    },
    pieces: () => joined(cells),
  };
}

function joined(cells: readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { text, classes } of cells) {
    const last = pieces.at(-1);
    if (last?.classes === classes) last.text += text;
    else pieces.push({ text, classes });
  }
  return pieces;
}
