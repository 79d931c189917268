// Text split into words as a shell splits it: blanks, quotes and backslashes, and nothing else of what a shell does.

// A word is any run of these: an escaped character, a part in quotes, or plain characters.
const word = /(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s'"\\])+/y;
const part = /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g;
const blanks = /\s*/y;

/** The words of a line; null where a quote is not closed. */
export function shellWords(line: string): string[] | null {
  const words: string[] = [];
  let at = after(blanks, line, 0);
  while (at < line.length) {
    const end = after(word, line, at);
    const isWhole = end === line.length || /\s/.test(line.charAt(end));
    if (!isWhole) return null;
    words.push(unquoted(line.slice(at, end)));
    at = after(blanks, line, end);
  }
  return words;
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
