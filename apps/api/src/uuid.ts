// Ids that are the same wherever they are asked for.

import { createHash } from 'node:crypto';

/** The UUID of a name: of version 8 (RFC 9562), as all but a few of its bits are the maker's own. */
export function uuidOf(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-8$3-8$4-$5');
}
