// Bytes as text in which everything can be seen: one line, of bounded length, safe to show anywhere.

const named: Record<string, string> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
  '\\': '\\\\',
  '·': '\\u00b7',
};
// Controls, formats (zero width, bidi), separators other than the space, and what no font has.
const unseen = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|[\\·]/gu;
const mostBytesOfACharacter = 4;

/** Whether the byte continues a UTF-8 character. */
export const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/**
 * The first characters of the bytes, each invisible one as in C (`\n`, `\x1b`, `\u200b`), each byte that is no UTF-8 as
 * `\xff`, a space at the end of a line or beside another as `·`. `isCut`: there is more.
 */
export function visible(bytes: Buffer, mostCharacters: number): { text: string; isCut: boolean } {
  const characters: string[] = [];
  let at = 0;
  while (at < bytes.length && characters.length < mostCharacters) {
    const length = characterBytes(bytes, at);
    characters.push(shown(bytes, at, length));
    at += length;
  }
  return { text: characters.join(''), isCut: at < bytes.length };
}

/** How many bytes the character at `at` has; 1 for a byte that is no UTF-8. */
export function characterBytes(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  for (let length = 2; length <= mostBytesOfACharacter; length += 1) {
    if (at + length <= bytes.length && isCharacter(bytes, at, length)) return length;
  }
  return 1;
}

function isCharacter(bytes: Buffer, at: number, length: number): boolean {
  const lead = bytes[at] ?? 0;
  const expected = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return expected === length && !bytes.toString('utf8', at, at + length).includes('\ufffd');
}

function shown(bytes: Buffer, at: number, length: number): string {
  const byte = bytes[at] ?? 0;
  if (length === 1 && byte >= 0x80) return `\\x${byte.toString(16)}`;
  if (byte === space) return isLostSpace(bytes, at) ? '·' : ' ';
  return bytes.toString('utf8', at, at + length).replace(unseen, escaped);
}

// A space that nobody would see: at an end of the line or the text, or beside another.
function isLostSpace(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  const after = bytes[at + 1];
  return [before, after].some((byte) => byte === undefined || byte === space || byte === newline);
}

function escaped(character: string): string {
  const name = named[character];
  if (name !== undefined) return name;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x80) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

const space = 0x20;
const newline = 0x0a;
