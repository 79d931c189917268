// A key as a person reads it.

import type { Grant } from '@cellblock/queue';

/** One line for a list. */
export const row = ({ name, id, rank, ratePerMinute, concurrency, isOperator, expiresAt }: Grant) =>
  [
    name.padEnd(24),
    id,
    rank.padEnd(11),
    `${ratePerMinute}/min`.padStart(11),
    `${concurrency} at once`.padStart(13),
    isOperator ? 'operator' : '        ',
    expiresAt === null ? 'never expires' : `expires ${expiresAt}`,
  ].join('  ');

/** All that a key allows, a line each. */
export function described({ limits, ...grant }: Grant): string {
  const { id, name, rank, ratePerMinute, concurrency, isOperator, createdAt, expiresAt } = grant;
  const rows: [string, unknown][] = [
    ['name', name],
    ['id', id],
    ['rank', rank],
    ['rate', `${ratePerMinute} requests a minute`],
    ['concurrency', `${concurrency} requests at once`],
    ...Object.entries(limits).map(([limit, value]): [string, unknown] => [limit, `at most ${value}`]),
    ['operator', isOperator ? 'yes' : 'no'],
    ['created', createdAt],
    ['expires', expiresAt ?? 'never'],
  ];
  return rows.map(([what, value]) => `  ${what.padEnd(14)} ${value}`).join('\n');
}
