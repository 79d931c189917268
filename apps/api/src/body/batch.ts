// What a body with a batch may hold.

/** Strings, brackets and commas of the largest batch: five hundred submissions of an ordinary size. */
export const batchTokens = 150_000;
