// The name that somebody who mistyped one most likely meant.

/** The candidate nearest to `word` by edit distance, or undefined where none is near enough to suggest. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceBetween(word, candidate) }))
    .sort((left, right) => left.distance - right.distance);
  const best = ranked[0];
  // Where not a letter is the same, nothing is near.
  return best !== undefined &&
    best.distance < best.candidate.length &&
    best.distance <= Math.ceil(best.candidate.length / 3)
    ? best.candidate
    : undefined;
}

/** Levenshtein's distance, by one row of the table at a time. */
function distanceBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
