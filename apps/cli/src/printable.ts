// Words of a stranger's program among our own: nothing in them moves a terminal's cursor or colours what follows.

/** The text with control characters other than tab made visible. */
export const printable = (text: string): string =>
  [...text].map((character) => (isControl(character) ? visible(character) : character)).join('');

/** The same for several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

const isControl = (character: string) => {
  const code = character.codePointAt(0) ?? 0;
  return (code < 32 && character !== '\t') || (code >= 127 && code < 160);
};

const visible = (character: string) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
