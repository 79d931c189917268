// Arguments between one line of text and a list, as in a shell.

/** The words of a line: anything in single or double quotes is one, a backslash takes what follows it as it is. */
export function wordsOf(text: string): string[] {
  const pattern = /(?:[^\s'"\\]|\\[\s\S]|'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?)+/g;
  return [...text.matchAll(pattern)].map(([word]) =>
    word.replace(
      /\\([\s\S])|'([^']*)'?|"((?:[^"\\]|\\[\s\S])*)"?/g,
      (_whole, one, single, double) => one ?? single ?? String(double).replace(/\\([\s\S])/g, '$1'),
    ),
  );
}

/** A line that `wordsOf` reads as these words. */
export const spelled = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');

/** A word in single quotes, for a shell. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'"'"'`)}'`;
