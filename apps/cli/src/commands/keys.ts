// cellblock keys: the operator makes, lists, shows and revokes API keys.

import { parseArgs } from 'node:util';
import { type RunLimitName, ranks, runLimits } from '@cellblock/contract';
import { type GrantOrder, type Keyring, openKeyring } from '@cellblock/queue';
import { readEnvironment } from '@cellblock/runtime';
import { exitStatus, type Terminal, UsageError } from '../terminal.js';
import { described, row } from './keys-shown.js';

const limitNames = Object.keys(runLimits) as RunLimitName[];

export const keysHelp = `
Usage: cellblock keys create NAME [options]    make a key; it is shown this once
       cellblock keys list                     every key there is
       cellblock keys show NAME                what a key allows
       cellblock keys revoke NAME              end a key, at once

  --rank RANK          ${ranks.join(', ')}: the highest rank its jobs have (default interactive)
  --rate N             requests a minute (default 600)
  --concurrency N      requests served at once (default 32)
  --limit NAME=N       most that a submission may ask for; several times. NAME is one of
                       ${limitNames.join(', ')}
  --expires WHEN       in days, as 30d, or a date, as 2030-01-31 (default: never)
  --operator           may see /metrics and /dashboard
  --json               print JSON

Keys are kept in Redis: REDIS_URL, CELLBLOCK_STATE and CELLBLOCK_QUEUE_PREFIX say in which.
`;

const options = {
  rank: { type: 'string' },
  rate: { type: 'string' },
  concurrency: { type: 'string' },
  limit: { type: 'string', multiple: true },
  expires: { type: 'string' },
  operator: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Runs `cellblock keys` with these arguments. AppError and UsageError say what is wrong. */
export async function keysCommand(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [action = '', name, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`);
  const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (act === undefined) throw new UsageError(`keys takes one of ${Object.keys(actions).join(', ')}`);
  if (action !== 'list' && name === undefined) throw new UsageError('the name of a key is missing');
  const order = orderOf(values);
  const { redisUrl, queuePrefix } = readEnvironment(terminal.env);
  const keyring = openKeyring({ redisUrl, prefix: queuePrefix });
  try {
    const { json, text } = await act({ keyring, name: name ?? '', order });
    terminal.say(values.json === true ? JSON.stringify(json, null, 2) : text);
    return exitStatus.ok;
  } finally {
    keyring.close();
  }
}

type Call = { keyring: Keyring; name: string; order: Omit<GrantOrder, 'name'> };
type Action = (call: Call) => Promise<{ json: unknown; text: string }>;

const actions: Record<string, Action> = {
  create: async ({ keyring, name, order }) => {
    const { key, grant } = await keyring.create({ ...order, name });
    const text = `${key}\n\nKeep it now: it can't be shown again.\n${described(grant)}`;
    return { json: { key, ...grant }, text };
  },
  list: async ({ keyring }) => {
    const grants = await keyring.list();
    return { json: grants, text: grants.length === 0 ? 'There are no keys.' : grants.map(row).join('\n') };
  },
  show: async ({ keyring, name }) => {
    const grant = await keyring.show(name);
    return { json: grant, text: described(grant) };
  },
  revoke: async ({ keyring, name }) => {
    const grant = await keyring.revoke(name);
    return { json: grant, text: `The key ${grant.name} is revoked.` };
  },
};

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function orderOf({ rank, rate, concurrency, limit, expires, operator }: Values): Omit<GrantOrder, 'name'> {
  return {
    ...(rank === undefined ? {} : { rank: oneOf(ranks, rank, '--rank') }),
    ...(rate === undefined ? {} : { ratePerMinute: numberOf(rate, '--rate') }),
    ...(concurrency === undefined ? {} : { concurrency: numberOf(concurrency, '--concurrency') }),
    ...(limit === undefined ? {} : { limits: Object.fromEntries(limit.map(limitOf)) }),
    ...(expires === undefined ? {} : { expiresAt: momentOf(expires) }),
    ...(operator === undefined ? {} : { isOperator: operator }),
  };
}

function limitOf(text: string): [RunLimitName, number] {
  const [name = '', value = ''] = text.split('=', 2);
  return [oneOf(limitNames, name, '--limit'), numberOf(value, `--limit ${name}=`)];
}

function oneOf<const Name extends string>(names: readonly Name[], text: string, option: string): Name {
  const name = names.find((each) => each === text);
  if (name === undefined) throw new UsageError(`${option} must be one of ${names.join(', ')}, not ${text}`);
  return name;
}

function numberOf(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} must be a whole number, not ${text}`);
  return Number(text);
}

const dayMs = 24 * 3600 * 1000;

function momentOf(text: string): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const ms = days === undefined ? Date.parse(text) : Date.now() + Number(days) * dayMs;
  if (Number.isNaN(ms)) throw new UsageError(`--expires must be days, as 30d, or a date, not ${text}`);
  if (ms <= Date.now()) throw new UsageError(`--expires ${text} is in the past`);
  return new Date(ms).toISOString();
}
