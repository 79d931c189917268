// Numbers of the submissions that are kept, remembered for ten minutes where nobody asks anew.

import type { Door } from '@cellblock/queue';
import type { Told } from './fields.js';
import { languagesOf } from './languages.js';
import { allStatuses } from './statuses.js';
import { findTold } from './told.js';

const cachedMs = 10 * 60_000;
const days = 30;
const dayMs = 24 * 3600_000;
// Each is read whole.
const mostLooked = 1000;

/** A function that tells the numbers, of now or as they are remembered. Whoever asks while it looks is told of that look. */
export function createStatistics(door: Door, signal: AbortSignal): (isAnew: boolean) => Promise<object> {
  let last: { at: number; numbers: object } | null = null;
  let looking: Promise<object> | null = null;
  const look = async () => {
    const at = Date.now();
    const numbers = await numbersOf(door, signal);
    last = { at, numbers };
    return numbers;
  };
  return async (isAnew) => {
    if (!isAnew && last !== null && Date.now() - last.at < cachedMs) return last.numbers;
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
}

async function numbersOf(door: Door, signal: AbortSignal): Promise<object> {
  const tokens = await door.noted();
  const languages = new Map<unknown, number>();
  const statuses = new Map<unknown, number>();
  const perDay = new Map<string, number>();
  for (const token of tokens.slice(0, mostLooked)) {
    const told = await findTold(door, token, signal);
    if (told === null) continue;
    count(languages, told.language_id);
    count(statuses, told.status_id);
    count(perDay, dayOf(told));
  }
  const today = new Date().toISOString().slice(0, 10);
  const lastDays = Array.from({ length: days }, (_, back) =>
    new Date(Date.now() - back * dayMs).toISOString().slice(0, 10),
  ).reverse();
  return {
    languages: (await languagesOf(door)).map(({ id, name }) => ({
      language: { id, name },
      count: languages.get(id) ?? 0,
    })),
    statuses: allStatuses().map((status) => ({ status, count: statuses.get(status.id) ?? 0 })),
    submissions: {
      total: tokens.length,
      today: perDay.get(today) ?? 0,
      last_30_days: Object.fromEntries(lastDays.map((day) => [day, perDay.get(day) ?? 0])),
    },
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const dayOf = ({ created_at: at }: Told): string => (typeof at === 'string' ? at.slice(0, 10) : '');
