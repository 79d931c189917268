// A command line split into flags as a shell splits words: blanks, quotes and backslashes, and nothing else of it.

// A word is any run of these: an escaped character, a part in quotes, or plain characters.
const word = /(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s'"\\])+/y;
const part = /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g;
const blanks = /\s*/y;

// Flags whose value may be the next word.
const apart = /^-(?:[xDUlILo]|include|isystem|iquote|idirafter)$/;

/** The flags of a command line, each with its value; null where a quote is not closed. */
export function flagWords(line: string): string[] | null {
  const flags: string[] = [];
  let at = after(blanks, line, 0);
  while (at < line.length) {
    const end = after(word, line, at);
    if (end === at) return null;
    const plain = unquoted(line.slice(at, end));
    const last = flags.at(-1);
    if (last !== undefined && apart.test(last)) flags[flags.length - 1] = last + plain;
    else flags.push(plain);
    at = after(blanks, line, end);
  }
  return flags;
}

function after(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(line)?.[0].length ?? 0);
}

function unquoted(text: string): string {
  return text.replace(
    part,
    (_whole, escaped?: string, single?: string, double?: string) =>
      escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
  );
}
