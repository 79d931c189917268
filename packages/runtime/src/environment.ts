// Every variable the service reads, in one table: its name, its form, what it means. Nothing else reads process.env.

import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { nearest } from './nearest.js';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

const GiB = 1024 ** 3;

const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum, {
      error: `must be a whole number from ${minimum} to ${maximum}`,
    })
    .transform(Number);

const oneOf = <const Name extends string>(...values: Name[]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const matching = (pattern: RegExp, error: string) => z.string().regex(pattern, { error });

const redisForms = 'redis://host:port, rediss://host:port or unix:///path/to/socket';

const isRedisUrl = (text: string) =>
  text.startsWith('unix://')
    ? text.startsWith('unix:///') && text.length > 'unix:///'.length
    : /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text);

const isOrigin = (text: string) =>
  text === '*' || (/^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text);

const headerPairs = (text: string) =>
  text.split(',').map((pair) => pair.split(/=(.*)/s, 2).map((part) => part.trim()));

/** Other services whose clients are served too. */
export const adapterNames = ['jobe', 'judge0', 'piston'] as const;
export type AdapterName = (typeof adapterNames)[number];

const Adapters = z.array(z.enum(adapterNames));

const adaptersIn = (text: string) => (text === 'none' ? [] : text.split(',').map((name) => name.trim()));

const Variables = z.object({
  CELLBLOCK_STATE: z
    .string()
    .default(join(checkout, '.state'))
    .transform((path) => resolve(path))
    .describe('state directory: rootfs, Redis data; default <checkout>/.state'),
  CELLBLOCK_HOST: matching(/^[0-9A-Za-z.:_-]{1,255}$/, 'must be an address or a host name')
    .default('127.0.0.1')
    .describe('address that the API listens on; default 127.0.0.1'),
  CELLBLOCK_PORT: integer(0, 65_535)
    .default(8080)
    .describe('port of the API, 0 for any free one; default 8080'),
  CELLBLOCK_URL: z
    .string()
    .refine((text) => /^https?:\/\/[^/]/.test(text) && URL.canParse(text), {
      error: 'must be a URL, as http://127.0.0.1:8080',
    })
    .optional()
    .describe(
      'service that the command `cellblock` talks to; default the one on this machine, by CELLBLOCK_HOST and CELLBLOCK_PORT',
    ),
  CELLBLOCK_KEY: matching(/^cb_[A-Za-z0-9_-]{43}$/, 'must be an API key: cb_ and 43 more characters')
    .optional()
    .describe('API key that the command `cellblock` sends; default none'),
  CELLBLOCK_ACCESS: oneOf('auto', 'open', 'keys')
    .default('auto')
    .describe(
      'who may use the API: keys asks everybody for an API key, open nobody, auto everybody unless it listens on loopback; default auto',
    ),
  CELLBLOCK_OPEN_RATE: integer(0, 1_000_000)
    .default(120)
    .describe(
      'requests a minute from one address without a key, other than loopback, 0 for any number; default 120',
    ),
  CELLBLOCK_READ_RATE: integer(0, 1_000_000)
    .default(300)
    .describe(
      'requests a minute for pastes, their pages and their lists, which need no key, from one address other than loopback, 0 for any number; default 300',
    ),
  CELLBLOCK_CORS_ORIGINS: z
    .string()
    .refine((text) => text.split(',').every(isOrigin), {
      error: 'must be origins like https://example.org, separated by commas, or *',
    })
    .transform((text) => text.split(','))
    .default([])
    .describe('web pages that may use the API, as origins separated by commas, * for all; default none'),
  CELLBLOCK_ADAPTERS: z
    .string()
    .default(adapterNames.join(','))
    .refine((text) => Adapters.safeParse(adaptersIn(text)).success, {
      error: `must be some of ${adapterNames.join(', ')}, separated by commas, or none`,
    })
    .transform((text) => Adapters.parse(adaptersIn(text)))
    .describe(
      `services whose clients are served too, separated by commas, or none; default ${adapterNames.join(',')}`,
    ),
  CELLBLOCK_MCP: oneOf('on', 'off')
    .default('on')
    .describe('whether assistants are served at /mcp, by the Model Context Protocol: on or off; default on'),
  CELLBLOCK_IDEMPOTENCY_TTL_S: integer(1, 7 * 24 * 3600)
    .default(3600)
    .describe('seconds for which the answer to an Idempotency-Key is kept; default 3600'),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, { error: `must be ${redisForms}` })
    .optional()
    .describe('Redis to use; default unix://<state>/redis/redis.sock, the one that `npm start` brings'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
      error: 'must be a URL, as http://host:4318',
    })
    .optional()
    .describe('OpenTelemetry collector that spans are sent to as OTLP over HTTP; default none'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .refine(
      (text) => headerPairs(text).every(([name = '', value]) => /^[\w-]+$/.test(name) && value !== undefined),
      {
        error: 'must be name=value, separated by commas',
      },
    )
    .transform((text) => Object.fromEntries(headerPairs(text)) as Record<string, string>)
    .default({})
    .describe('headers for the collector, as name=value separated by commas; default none'),
  CELLBLOCK_QUEUE_PREFIX: matching(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 letters, digits, _ . or -')
    .default('cellblock')
    .describe('prefix of every key in Redis; default cellblock'),
  CELLBLOCK_CONCURRENCY: integer(1, 1024)
    .optional()
    .describe('jobs that one worker has in hand at once; default: twice the number of processors'),
  CELLBLOCK_PROGRAMS: integer(1, 1024)
    .optional()
    .describe(
      'programs of its jobs that one worker runs at once; default: number of processors, or CELLBLOCK_CONCURRENCY where that is set',
    ),
  CELLBLOCK_LENT_BYTES: integer(0, 1024 * GiB)
    .optional()
    .describe(
      'memory limits together of programs that sleep or compute for long and have made room for others; default: a quarter of the memory, 0: none does',
    ),
  CELLBLOCK_QUEUE_LIMIT: integer(1, 1_000_000)
    .default(1000)
    .describe('jobs that may wait before further ones are refused with 503; default 1000'),
  CELLBLOCK_NO_WORKER_WAIT_MS: integer(0, 600_000)
    .default(10_000)
    .describe('how long a job waits while there is no worker before it is withdrawn; default 10000'),
  CELLBLOCK_RESULT_TTL_S: integer(1, 30 * 24 * 3600)
    .default(3600)
    .describe('how long the result of a posted job is kept, in seconds; default 3600'),
  CELLBLOCK_PASTE_BYTES: integer(0, 64 * GiB)
    .default(GiB / 4)
    .describe('what all pastes together may take in Redis; a full store refuses new ones; default 268435456'),
  CELLBLOCK_PASTE_TTL_S: integer(0, 10 * 365 * 24 * 3600)
    .default(90 * 24 * 3600)
    .describe(
      'how long a paste is kept where its author does not say, in seconds, 0 for ever; default 7776000',
    ),
  CELLBLOCK_RECENT: oneOf('on', 'off')
    .default('off')
    .describe(
      'whether recent pastes whose authors have listed them are shown to everybody: on or off; default off',
    ),
  CELLBLOCK_RESULT_BYTES: integer(1024 * 1024, 1024 * GiB)
    .default(GiB)
    .describe(
      'bytes that posted jobs and their kept results may take in Redis before further ones are refused with 503; default 1073741824',
    ),
  CELLBLOCK_WEBHOOK_PRIVATE: oneOf('refuse', 'allow')
    .default('refuse')
    .describe(
      'whether callbacks may go to loopback, link-local and private addresses: refuse or allow; default refuse',
    ),
  CELLBLOCK_LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
    .default('info')
    .describe('lowest level that is logged; default info'),
  CELLBLOCK_FORK_SERVERS: oneOf('on', 'off')
    .default('on')
    .describe('on keeps compilers that have started up; off starts every tool anew; default on'),
  CELLBLOCK_CACHE_BYTES: integer(0, 4 * GiB)
    .default(GiB / 4)
    .describe('memory for artifacts that are compiled already, 0 for none; default 268435456'),
  CELLBLOCK_CGROUP: oneOf('auto', 'none')
    .default('auto')
    .describe('auto uses the cgroup version this host offers, none uses rlimits alone; default auto'),
});

/** Every variable and what it means, for `doctor` and the documentation. */
export const environmentTable: readonly { name: string; about: string }[] = Object.entries(
  Variables.shape,
).map(([name, form]) => ({ name, about: form.description ?? '' }));

/** The service's settings, every default filled in. */
export type Environment = {
  state: string;
  host: string;
  port: number;
  /** Where the command finds the service. */
  serviceUrl: string;
  apiKey: string | null;
  access: z.infer<typeof Variables>['CELLBLOCK_ACCESS'];
  openRatePerMinute: number;
  readRatePerMinute: number;
  corsOrigins: string[];
  adapters: AdapterName[];
  servesMcp: boolean;
  idempotencyTtlS: number;
  redisUrl: string;
  otlpEndpoint: string | null;
  otlpHeaders: Record<string, string>;
  queuePrefix: string;
  /** Jobs that one worker has in hand at once. */
  concurrency: number;
  /** Programs of them that run at once. */
  programs: number;
  /** The memory limits of those that may sleep beside them, together. */
  lentBytes: number;
  queueLimit: number;
  noWorkerWaitMs: number;
  resultTtlMs: number;
  pasteBytes: number;
  /** null for ever */
  pasteLifeMs: number | null;
  isListing: boolean;
  resultBytes: number;
  isPrivateAllowed: boolean;
  logLevel: z.infer<typeof Variables>['CELLBLOCK_LOG_LEVEL'];
  cgroup: z.infer<typeof Variables>['CELLBLOCK_CGROUP'];
  forkServers: boolean;
  cacheBytes: number;
};

/** A variable is wrong; the message has one line for each, with the remedy. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * The settings in `env`; a variable that is set to nothing counts as unset.
 * Throws EnvironmentError for a value that can't be used and for a CELLBLOCK_ variable that doesn't exist.
 */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Variables.safeParse(given);
  const problems = [
    ...unknownNames(given).map(describeUnknown),
    ...(parsed.error?.issues ?? []).map((issue) =>
      describeIssue(String(issue.path[0]), issue.message, given),
    ),
  ];
  if (!parsed.success || problems.length > 0) throw new EnvironmentError(problems.join('\n'));
  const variables = parsed.data;
  return {
    state: variables.CELLBLOCK_STATE,
    host: variables.CELLBLOCK_HOST,
    port: variables.CELLBLOCK_PORT,
    serviceUrl: variables.CELLBLOCK_URL ?? serviceUrl(variables.CELLBLOCK_HOST, variables.CELLBLOCK_PORT),
    apiKey: variables.CELLBLOCK_KEY ?? null,
    access: variables.CELLBLOCK_ACCESS,
    openRatePerMinute: variables.CELLBLOCK_OPEN_RATE,
    readRatePerMinute: variables.CELLBLOCK_READ_RATE,
    corsOrigins: variables.CELLBLOCK_CORS_ORIGINS,
    adapters: variables.CELLBLOCK_ADAPTERS,
    servesMcp: variables.CELLBLOCK_MCP === 'on',
    idempotencyTtlS: variables.CELLBLOCK_IDEMPOTENCY_TTL_S,
    redisUrl: variables.REDIS_URL ?? socketUrl(join(variables.CELLBLOCK_STATE, 'redis', 'redis.sock')),
    otlpEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    otlpHeaders: variables.OTEL_EXPORTER_OTLP_HEADERS,
    queuePrefix: variables.CELLBLOCK_QUEUE_PREFIX,
    concurrency: variables.CELLBLOCK_CONCURRENCY ?? 2 * availableParallelism(),
    programs: variables.CELLBLOCK_PROGRAMS ?? variables.CELLBLOCK_CONCURRENCY ?? availableParallelism(),
    lentBytes: variables.CELLBLOCK_LENT_BYTES ?? Math.floor(memoryBytes() / 4),
    queueLimit: variables.CELLBLOCK_QUEUE_LIMIT,
    noWorkerWaitMs: variables.CELLBLOCK_NO_WORKER_WAIT_MS,
    resultTtlMs: 1000 * variables.CELLBLOCK_RESULT_TTL_S,
    pasteBytes: variables.CELLBLOCK_PASTE_BYTES,
    pasteLifeMs: variables.CELLBLOCK_PASTE_TTL_S === 0 ? null : 1000 * variables.CELLBLOCK_PASTE_TTL_S,
    isListing: variables.CELLBLOCK_RECENT === 'on',
    resultBytes: variables.CELLBLOCK_RESULT_BYTES,
    isPrivateAllowed: variables.CELLBLOCK_WEBHOOK_PRIVATE === 'allow',
    logLevel: variables.CELLBLOCK_LOG_LEVEL,
    cgroup: variables.CELLBLOCK_CGROUP,
    forkServers: variables.CELLBLOCK_FORK_SERVERS === 'on',
    cacheBytes: variables.CELLBLOCK_CACHE_BYTES,
  };
}

/** What this process and its children may have. */
function memoryBytes(): number {
  const bound = process.constrainedMemory();
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem();
}

const everyAddress: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function serviceUrl(host: string, port: number): string {
  const reachable = everyAddress[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

const socketUrl = (path: string) => `unix://${pathToFileURL(path).pathname}`;

const unknownNames = (env: NodeJS.ProcessEnv) =>
  Object.keys(env).filter((name) => name.startsWith('CELLBLOCK_') && !Object.hasOwn(Variables.shape, name));

function describeUnknown(name: string): string {
  const names = environmentTable.map((row) => row.name);
  const meant = nearest(name, names);
  const remedy = meant === undefined ? `known are ${names.join(', ')}` : `did you mean ${meant}?`;
  return `${name} is not a variable of Cellblock; ${remedy}`;
}

const secrets = [
  'REDIS_URL',
  'CELLBLOCK_KEY',
  'CELLBLOCK_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
];

// What may hold a password is never shown.
function describeIssue(name: string, message: string, env: NodeJS.ProcessEnv): string {
  return secrets.includes(name) ? `${name} ${message}` : `${name} ${message}, but is "${env[name]}"`;
}
