// Which Node this takes: what vite and knip take, which build the page and look for what is unused.

/** In words. */
export const nodeNeeded = '20.19, 22.12 or newer';

// Of each line that is older than the newest of these, the first version that will do.
const first = new Map([
  [20, 19],
  [22, 12],
]);

export const isNodeNewEnough = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  return major > Math.max(...first.keys()) || minor >= (first.get(major) ?? Number.POSITIVE_INFINITY);
};
