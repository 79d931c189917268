// cellblock keys: the operator makes, lists, shows and revokes API keys.

import { fieldName, parseOrRefuse, ranks } from '@cellblock/contract';
import type { GrantOrder, Keyring } from '@cellblock/queue';
import { readEnvironment } from '@cellblock/runtime';
import { type Call, defineCommand, type OptionTable, type Values } from '../command.js';
import { numberOf, oneOf } from '../command-line.js';
import { exitStatus } from '../exit-status.js';
import { limitNames, limitOf } from '../program-input.js';
import { UsageError } from '../terminal.js';
import { described, row } from './keys-shown.js';

const options = {
  rank: {
    type: 'string',
    value: 'RANK',
    choices: ranks,
    about: 'the highest rank its jobs have, default interactive',
  },
  rate: { type: 'string', value: 'N', about: 'requests a minute (default 600)' },
  concurrency: { type: 'string', value: 'N', about: 'requests served at once (default 32)' },
  limit: {
    type: 'string',
    value: 'NAME=N',
    multiple: true,
    about: `most that a submission may ask for, of ${limitNames.join(', ')}`,
  },
  expires: {
    type: 'string',
    value: 'WHEN',
    about: 'in days, as 30d, or a date, as 2030-01-31 (default: never)',
  },
  operator: { type: 'boolean', about: 'may see /metrics and /dashboard' },
  json: { type: 'boolean', about: 'print JSON' },
} as const satisfies OptionTable;

export const keys = defineCommand({
  name: 'keys',
  about: 'make, list, show and revoke API keys',
  usage: [
    { line: 'keys create NAME [options]', about: 'make a key; it is shown this once' },
    { line: 'keys list', about: 'every key there is' },
    { line: 'keys show NAME', about: 'what a key allows' },
    { line: 'keys revoke NAME', about: 'end a key, at once, and call off the jobs that it has posted' },
  ],
  operands: ['create', 'list', 'show', 'revoke'],
  details: [
    'Keys are kept in Redis: REDIS_URL, CELLBLOCK_STATE and CELLBLOCK_QUEUE_PREFIX say in which.',
    'A key that is revoked opens nothing any more, and its posted jobs, streams and sessions are called off; a request that waits for its answer (POST /run, POST /grade, POST /batch) still gets it. Where Redis fails before all are called off the status is 1, and it may be repeated.',
  ],
  options,
  examples: [
    { line: 'cellblock keys create moodle --rank grading --rate 1200', about: 'a key for a grader' },
    { line: 'cellblock keys create me --operator --expires 30d', about: 'a key for an operator' },
  ],
  run: keysCommand,
});

async function keysCommand({ values, operands, terminal }: Call<typeof options>): Promise<number> {
  const [action = '', name, extra] = operands;
  const surplus = action === 'list' ? name : extra;
  if (surplus !== undefined) throw new UsageError(`${surplus} is one argument too many`);
  const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (act === undefined) throw new UsageError(`keys takes one of ${Object.keys(actions).join(', ')}`);
  if (action !== 'list' && name === undefined) throw new UsageError('the name of a key is missing');
  const order = orderOf(values);
  const { redisUrl, queuePrefix } = readEnvironment(terminal.env);
  // Only here: what reaches Redis takes longer to load than all the rest.
  const { GrantOrder, openKeyring } = await import('@cellblock/queue');
  if (action === 'create') parseOrRefuse(GrantOrder, { ...order, name }, optionOf);
  const keyring = openKeyring({ redisUrl, prefix: queuePrefix });
  try {
    const { json, text, status = exitStatus.ok } = await act({ keyring, name: name ?? '', order });
    terminal.say(values.json === true ? JSON.stringify(json, null, 2) : text);
    return status;
  } finally {
    keyring.close();
  }
}

type Order = { keyring: Keyring; name: string; order: Omit<GrantOrder, 'name'> };
type Action = (order: Order) => Promise<{ json: unknown; text: string; status?: number }>;

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
    const { grant, calledOff, isDone } = await keyring.revoke(name);
    const end = calledOff === 0 ? '' : ` Jobs of it that were called off: ${calledOff}.`;
    const rest = isDone ? '' : ' Redis did not take the end of all of them: revoke it again.';
    return {
      json: { ...grant, calledOff, isDone },
      text: `The key ${grant.name} is revoked.${end}${rest}`,
      status: isDone ? exitStatus.ok : exitStatus.failed,
    };
  },
};

function orderOf({
  rank,
  rate,
  concurrency,
  limit,
  expires,
  operator,
}: Values<typeof options>): Omit<GrantOrder, 'name'> {
  return {
    ...(rank === undefined ? {} : { rank: oneOf(ranks, rank, '--rank') }),
    ...(rate === undefined ? {} : { ratePerMinute: numberOf(rate, '--rate') }),
    ...(concurrency === undefined ? {} : { concurrency: numberOf(concurrency, '--concurrency') }),
    ...(limit === undefined ? {} : { limits: Object.fromEntries(limit.map(limitOf)) }),
    ...(expires === undefined ? {} : { expiresAt: momentOf(expires) }),
    ...(operator === undefined ? {} : { isOperator: operator }),
  };
}

const optionNames: Record<string, string> = {
  name: 'NAME',
  rank: '--rank',
  ratePerMinute: '--rate',
  concurrency: '--concurrency',
  expiresAt: '--expires',
  isOperator: '--operator',
};

/** What a field of an order is called on the command line. */
function optionOf(path: readonly PropertyKey[]): string {
  const [field, limit] = path.map(String);
  return field === 'limits' ? `--limit ${limit}=` : (optionNames[field ?? ''] ?? fieldName(path));
}

const dayMs = 24 * 3600 * 1000;

function momentOf(text: string): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const ms = days === undefined ? msOfDate(text) : Date.now() + Number(days) * dayMs;
  if (Number.isNaN(ms)) throw new UsageError(`--expires must be days, as 30d, or a date, not ${text}`);
  if (ms <= Date.now()) throw new UsageError(`--expires ${text} is in the past`);
  return new Date(ms).toISOString();
}

// Date.parse alone takes much that is no date to anybody else, and makes March of the 31st of February.
function msOfDate(text: string): number {
  const [, day] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.exec(text) ?? [];
  const isDay = day !== undefined && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
  return isDay ? Date.parse(text) : Number.NaN;
}
