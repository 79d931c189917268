// Text split into words as a shell splits it: blanks, quotes and backslashes, and nothing else of what a shell does.
// Leans on nothing, as the page has it too.

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

/** The words of a line that somebody may still be typing: its end closes a quote, and a backslash there is one. */
export function wordsAsTyped(line: string): string[] {
  const ends = ['', '\\', "'", '"', '\\"'];
  return ends.map((end) => shellWords(line + end)).find((words) => words !== null) ?? [];
}

/** A line that is read as these words. */
export const spelled = (words: readonly string[]): string =>
  words.map((each) => (/^[\w@%+=:,./-]+$/.test(each) ? each : quoted(each))).join(' ');

/** A word in single quotes, as any shell reads it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

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
