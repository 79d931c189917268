// What the guest says to the host, a line of JSON each: { event: begin | line | end | over, ... }.

/** A word as a line. */
export const encodeWord = (word) => `${JSON.stringify(word)}\n`;

/** Reads a line; null where it is no word of ours, as what a kernel or a terminal puts in between. */
export function decodeWord(line) {
  const at = line.indexOf('{"event":');
  if (at < 0) return null;
  try {
    return JSON.parse(line.slice(at));
  } catch {
    return null;
  }
}

/** Keeps the account of a guest's parts: take(word), and then `failed`, the names of those that must be seen to. */
export function createAccount(wanted) {
  const ended = new Map();
  let isOver = false;
  return {
    take(word) {
      if (word.event === 'end') ended.set(word.part, word.status);
      if (word.event === 'over') isOver = true;
    },
    /** Parts that failed or never ended; all of them where the guest didn't come to its end. */
    get failed() {
      return wanted.filter((part) => ended.get(part) !== 0);
    },
    get isOver() {
      return isOver;
    },
  };
}
