// What a terminal's escapes say about the text between them. Colours become classes, what clears a line is told, and
// all else is dropped: nothing that a program writes is more than text.

/** Text, or where `erases` is there what of the line is cleared before it: all of it, or the rest from the cursor on. */
export type Piece = { text: string; classes: string; erases?: 'line' | 'rest' };

type Style = {
  bold: boolean;
  faint: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
  struck: boolean;
  fore: number | null;
  back: number | null;
};

const plain: Style = {
  bold: false,
  faint: false,
  italic: false,
  underline: false,
  inverse: false,
  struck: false,
  fore: null,
  back: null,
};

const escapeCharacter = '\u001b';
// CSI with its parameters; OSC, DCS and their like up to their end; any other two characters.
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /^(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][\s\S]*?(?:\u0007|\u001b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/;
const longestSequence = 4096;

/** Reads a stream piece by piece; what is cut in two between pieces is put together. */
export function createAnsi(): (text: string) => Piece[] {
  let style = plain;
  let held = '';
  return (text) => {
    let rest = held + text;
    held = '';
    const pieces: Piece[] = [];
    for (;;) {
      const at = rest.indexOf(escapeCharacter);
      const before = at === -1 ? rest : rest.slice(0, at);
      if (before !== '') pieces.push({ text: printable(before), classes: classesOf(style) });
      if (at === -1) return pieces;
      const after = rest.slice(at + 1, at + 1 + longestSequence);
      const match = sequence.exec(after);
      if (match === null && after.length < longestSequence) {
        held = rest.slice(at);
        return pieces;
      }
      if (match?.[2] === 'm') style = restyled(style, match[1] ?? '');
      const erases = match?.[2] === 'K' ? erasures[match[1] ?? ''] : undefined;
      if (erases !== undefined) pieces.push({ text: '', classes: '', erases });
      rest = rest.slice(at + 1 + (match?.[0].length ?? 0));
    }
  };
}

// Progress bars clear the line that they write anew.
const erasures: Record<string, 'line' | 'rest'> = { '': 'rest', '0': 'rest', '2': 'line' };

// Other control characters than tabs and the ends of lines would show as nothing, or as boxes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const printable = (text: string) => text.replace(unprintable, '\u{fffd}');

function restyled(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, taken] = extended(codes.slice(index + 1));
      next = { ...next, [code === 38 ? 'fore' : 'back']: colour };
      index += taken;
    } else next = { ...next, ...changeOf(code) };
  }
  return next;
}

const changes: Record<number, Partial<Style>> = {
  0: plain,
  1: { bold: true },
  2: { faint: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { struck: true },
  22: { bold: false, faint: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { struck: false },
  39: { fore: null },
  49: { back: null },
};

function changeOf(code: number): Partial<Style> {
  if (code >= 30 && code <= 37) return { fore: code - 30 };
  if (code >= 40 && code <= 47) return { back: code - 40 };
  if (code >= 90 && code <= 97) return { fore: code - 82 };
  if (code >= 100 && code <= 107) return { back: code - 92 };
  return changes[code] ?? {};
}

// Of the many colours the nearest of sixteen, whose looks are chosen to be read on this page.
function extended([kind, first = 0, second = 0, third = 0]: number[]): [number | null, number] {
  if (kind === 2) return [nearest(first, second, third), 4];
  if (kind !== 5) return [null, 1];
  if (first < 16) return [first, 2];
  if (first >= 232) return [first < 238 ? 0 : first < 244 ? 8 : first < 250 ? 7 : 15, 2];
  const cube = first - 16;
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  return [nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), 2];
}

function nearest(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  if (most < 64) return 0;
  const bit = (part: number) => (part > most / 2 ? 1 : 0);
  const colour = bit(red) + 2 * bit(green) + 4 * bit(blue);
  return most > 180 ? colour + 8 : colour;
}

function classesOf({ bold, faint, italic, underline, inverse, struck, fore, back }: Style): string {
  const [front, behind] = inverse ? [back ?? 'd', fore ?? 'd'] : [fore, back];
  return [
    bold && 'a-b',
    faint && 'a-f',
    italic && 'a-i',
    underline && 'a-u',
    struck && 'a-s',
    front !== null && `f-${front}`,
    behind !== null && `g-${behind}`,
  ]
    .filter((name) => name !== false)
    .join(' ');
}
