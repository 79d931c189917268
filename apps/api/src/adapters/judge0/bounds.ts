// The numbers of a submission, in Judge0's units: a row a field, with its default, its bounds, and our limit.

import { type Limits, type RunLimitName, runLimits } from '@cellblock/contract';
import type { Caller } from '../../caller.js';

type Row = {
  usual: number;
  least: number;
  most: number;
  /** Whether fractions are cut off. */
  isWhole: boolean;
  /** What of ours it bounds, and how much of that one is. */
  limits?: readonly RunLimitName[];
  unit?: number;
};

const KiB = 1024;

export const bounds = {
  number_of_runs: { usual: 1, least: 1, most: 20, isWhole: true },
  cpu_time_limit: { usual: 5, least: 0, most: 15, isWhole: false, limits: ['cpuMs'], unit: 1000 },
  // Time in which a program that is over its limit may still end: it is over its limit all the same.
  cpu_extra_time: { usual: 1, least: 0, most: 5, isWhole: false },
  wall_time_limit: { usual: 10, least: 1, most: 20, isWhole: false, limits: ['wallMs'], unit: 1000 },
  memory_limit: {
    usual: 128_000,
    least: 2048,
    most: 512_000,
    isWhole: true,
    limits: ['memoryBytes'],
    unit: KiB,
  },
  stack_limit: { usual: 64_000, least: 0, most: 128_000, isWhole: true, limits: ['stackBytes'], unit: KiB },
  max_processes_and_or_threads: {
    usual: 60,
    least: 1,
    most: 120,
    isWhole: true,
    limits: ['processes'],
    unit: 1,
  },
  // Output goes to files there, so that the bound is one of output too.
  max_file_size: {
    usual: 1024,
    least: 0,
    most: 4096,
    isWhole: true,
    limits: ['scratchBytes', 'outputBytes'],
    unit: KiB,
  },
} as const satisfies Record<string, Row>;

export type BoundName = keyof typeof bounds;
export type Numbers = Record<BoundName, number>;

export const boundNames = Object.keys(bounds).filter((name): name is BoundName =>
  Object.hasOwn(bounds, name),
);

const rowOf = (name: BoundName): Row => bounds[name];

/** The most that this caller may ask for. */
export function mostOf(name: BoundName, { limits: most }: Pick<Caller, 'limits'>): number {
  const { most: usual, limits = [], unit = 1 } = rowOf(name);
  return Math.min(
    usual,
    ...limits.map((limit) => Math.floor((most[limit] ?? Number.POSITIVE_INFINITY) / unit)),
  );
}

/** What counts where a field is left out. */
export const usualOf = (name: BoundName, caller: Pick<Caller, 'limits'>): number =>
  Math.min(rowOf(name).usual, mostOf(name, caller));

/** The number that a field holds, or what is wrong with it, in Judge0's words. A number may be a string. */
export function numberIn(name: BoundName, value: unknown, caller: Caller): number | string {
  if (value === undefined || value === null || value === '') return usualOf(name, caller);
  const text = typeof value === 'string' ? value.trim() : value;
  const number = typeof text === 'string' && text !== '' ? Number(text) : text;
  if (typeof number !== 'number' || !Number.isFinite(number)) return 'is not a number';
  const { least, isWhole } = rowOf(name);
  const cut = isWhole ? Math.trunc(number) : number;
  const most = mostOf(name, caller);
  if (cut < least) {
    return least === 1 && isWhole ? 'must be greater than 0' : `must be greater than or equal to ${least}`;
  }
  return cut > most ? `must be less than or equal to ${most}` : cut;
}

/** The numbers as our limits; below our own minimum that. */
export function limitsOf(numbers: Numbers): Limits {
  const limits: Limits = {};
  for (const name of boundNames) {
    const { limits: names = [], unit = 1 } = rowOf(name);
    for (const limit of names)
      limits[limit] = Math.max(Math.round(numbers[name] * unit), runLimits[limit].minimum);
  }
  return limits;
}

/** The field that one of our limits comes from. */
export const fieldOf = (limit: string): BoundName | undefined =>
  boundNames.find((name) => rowOf(name).limits?.some((each) => each === limit) === true);
