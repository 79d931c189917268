// How times are told.

/** Milliseconds to the microsecond: sums and differences of floating point carry digits that mean nothing. */
export const roundMs = (ms: number): number => Math.round(ms * 1000) / 1000;
