// Memory for large bodies. A submission may bring over a hundred megabytes and stays in memory until it is answered,
// so a handful of them queued behind each other would end the process; a bound on all of them together can't.

/** One request's share of the budget. */
export type Lease = {
  /** Counts further bytes of this body; false when all bodies together are now too large. */
  take(bytes: number): boolean;
  release(): void;
};

/**
 * A budget of `maximumBytes` for all bodies that are being read or not yet answered. The first `freeBytes` of each
 * body are not counted, so that whoever uses up the budget keeps out large requests only.
 */
export function createBudget({ maximumBytes, freeBytes }: { maximumBytes: number; freeBytes: number }): {
  lease(): Lease;
} {
  let takenBytes = 0;
  return {
    lease() {
      let bodyBytes = 0;
      const counted = () => Math.max(0, bodyBytes - freeBytes);
      return {
        take(bytes) {
          const before = counted();
          bodyBytes += bytes;
          takenBytes += counted() - before;
          return takenBytes <= maximumBytes || counted() === 0;
        },
        release() {
          takenBytes -= counted();
          bodyBytes = 0;
        },
      };
    },
  };
}
