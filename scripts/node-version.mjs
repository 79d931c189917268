// Which Node this takes.

/** The oldest that will do: it has crc32 in node:zlib. */
export const oldestNode = '20.15';

export const isNodeNewEnough = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = oldestNode.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
};
