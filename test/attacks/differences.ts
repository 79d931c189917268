// Where an attack ends otherwise than on a host with control groups and root, and why. Whatever is not here ends alike.

import type { Verdict } from '@cellblock/contract';
import type { HostKind } from './hosts.js';

export type Difference = {
  hosts: readonly HostKind[];
  /** Number of the attack, and the beginning of its name. */
  id: string;
  name: string;
  /** The verdicts that will do there; null: it can't be tried there. */
  verdicts: readonly Verdict[] | null;
  reason: string;
};

const ungrouped: readonly HostKind[] = ['rootless', 'rlimits'];
const looks =
  'without a memory group the warden looks at the memory of each process every 20 ms and at its peak at the end';

export const differences: readonly Difference[] = [
  {
    hosts: ungrouped,
    id: 'A14',
    name: 'asm: .rept',
    verdicts: ['compile_limit', 'compile_error'],
    reason: 'the assembler asks for all of it at once, is refused, and says so itself',
  },
  {
    hosts: ungrouped,
    id: 'A14',
    name: 'much C behind .rept',
    verdicts: ['compile_limit', 'compile_error'],
    reason: 'as with .rept alone: the assembler is refused what it asks for, and says so itself',
  },
  {
    hosts: ungrouped,
    id: 'A23',
    name: 'vectors of 64 MiB',
    verdicts: ['compile_limit', 'compile_error'],
    reason: 'the compiler may ask for so much at once that it is refused, and says so itself',
  },
  {
    hosts: ungrouped,
    id: 'D07',
    name: 'page-tables',
    verdicts: ['exit_nonzero'],
    reason: 'a mapping of 200 GB is refused by the limit on address space, so nothing is read',
  },
  {
    hosts: ungrouped,
    id: 'D09',
    name: 'MAP_POPULATE',
    verdicts: ['ok'],
    reason: 'eight times the limit is refused: mmap fails, as the program wants to see',
  },
  {
    hosts: ungrouped,
    id: 'D17',
    name: '1 MiB above the limit',
    verdicts: ['ok', 'memory_limit'],
    reason: `${looks}, which is exact to 4 MiB: it holds the pages of libraries`,
  },
  {
    hosts: ungrouped,
    id: 'E03',
    name: 'children that nobody waits for',
    verdicts: ['wall_limit', 'time_limit'],
    reason: 'what such a child used is told nobody, and without a group only the living can be asked',
  },
  {
    hosts: ['rootless'],
    id: 'N11',
    name: 'two wardens share no identity',
    verdicts: null,
    reason: 'an ordinary user has one identity; that of a program is inside a user namespace of its own',
  },
];

/** What is different for the attack on that host, if anything. */
export function differenceFor(
  host: HostKind,
  { id, name }: { id: string; name: string },
): Difference | undefined {
  return differences.find((one) => one.hosts.includes(host) && one.id === id && name.startsWith(one.name));
}
