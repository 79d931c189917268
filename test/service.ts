// The whole service as its operator runs it: Redis, a worker and the API as processes of their own, in a state
// directory of their own. Only the rootfs is shared with the checkout.

import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Exit, Part } from './part.js';
import { until } from './until.js';

/** The checkout that these tests are of. */
export const checkout = fileURLToPath(new URL('../../', import.meta.url));
const readyMs = 60_000;
const graceMs = 15_000;

export type PartName = 'redis' | 'worker' | 'api';

export type ServiceOptions = {
  /** More variables for the worker and the API. */
  env?: Record<string, string>;
  /** What to start; default all three. */
  parts?: PartName[];
  /** Another way to run a command: what to run instead. */
  launch?: (command: string[]) => string[];
  /** The rootfs where that is seen under another path than in the checkout. */
  rootfs?: string;
  /** The user that all runs as and the state belongs to, if not the one who runs the tests. */
  owner?: number;
};

const Health = z.looseObject({
  ready: z.boolean(),
  queue: z.object({
    reachable: z.boolean(),
    waiting: z.number(),
    active: z.number(),
    held: z.object({ bytes: z.number(), maximumBytes: z.number() }),
  }),
});
export type Health = z.infer<typeof Health>;

/** Starts the service and resolves when it is ready (without a worker: when it answers). */
export async function startService(options: ServiceOptions = {}) {
  const { env = {}, parts = ['redis', 'worker', 'api'], launch, rootfs = sharedRootfs(), owner } = options;
  const state = await mkdtemp(join(tmpdir(), 'cellblock-test-'));
  const service = new Service(state, await freePort(), env, launch);
  try {
    await mkdir(join(state, 'redis'));
    await symlink(rootfs, join(state, 'rootfs'));
    if (owner !== undefined)
      for (const path of [state, join(state, 'redis')]) await chown(path, owner, owner);
    for (const name of parts) service.start(name);
    await service.waitFor(parts.includes('worker') ? 'ready' : 'answering');
    return service;
  } catch (error) {
    await service.stop();
    throw new Error(`the service did not start\n${service.logs}`, { cause: error });
  }
}

/** A running service. Its parts can be ended and started one by one. */
export class Service {
  readonly url: string;
  readonly state: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #launch: (command: string[]) => string[];
  readonly #parts = new Map<PartName, Part>();
  readonly #past: Part[] = [];

  constructor(
    state: string,
    port: number,
    env: Record<string, string>,
    launch = (command: string[]) => command,
  ) {
    this.state = state;
    this.#launch = launch;
    this.url = `http://127.0.0.1:${port}`;
    const own = { CELLBLOCK_STATE: state, CELLBLOCK_PORT: String(port) };
    this.#env = { ...withoutOurs(process.env), ...own, ...env };
  }

  /** The processes that are running. */
  get pids(): number[] {
    return [...this.#parts.values()].map((part) => part.pid);
  }

  isRunning(name: PartName): boolean {
    return this.#parts.has(name);
  }

  pidOf(name: PartName): number {
    return this.#part(name).pid;
  }

  /** What all processes wrote, those that are gone first. */
  get logs(): string {
    return [...this.#past, ...this.#parts.values()].map((part) => part.log).join('\n');
  }

  /** Starts a part that isn't running. */
  start(name: PartName): void {
    if (this.#parts.has(name)) throw new Error(`${name} is running already`);
    const command = name === 'redis' ? this.#redisCommand() : [process.execPath, mainOf(name)];
    this.#parts.set(name, new Part(name, this.#launch(command), this.#env));
  }

  /** Sends a part a signal that ends it, and resolves when it is gone. */
  end(name: PartName, signal: NodeJS.Signals): Promise<Exit> {
    this.#part(name).signal(signal);
    return this.gone(name);
  }

  /** Resolves when a part has ended, by itself or not; it can be started again then. */
  async gone(name: PartName): Promise<Exit> {
    const part = this.#part(name);
    const exit = await part.ended;
    this.#parts.delete(name);
    this.#past.push(part);
    return exit;
  }

  /** What GET /health says; null while nobody answers. */
  async health(): Promise<Health | null> {
    const response = await fetch(`${this.url}/health`).catch(() => null);
    return response === null ? null : Health.parse(await response.json());
  }

  /** Resolves when GET /health says so; an error with the logs when a part dies or time is up. */
  async waitFor(wanted: 'ready' | 'answering'): Promise<void> {
    await until(
      `${this.url}/health is ${wanted}`,
      async () => {
        const dead = [...this.#parts.values()].find((part) => !part.isRunning);
        if (dead !== undefined) throw new Error(`${dead.name} ended by itself\n${this.logs}`);
        const health = await this.health();
        return health !== null && (wanted === 'answering' || health.ready) ? true : null;
      },
      readyMs,
    );
  }

  /** Ends everything, the API first, and removes the state directory. */
  async stop(): Promise<void> {
    for (const name of ['api', 'worker', 'redis'] as const) await this.#parts.get(name)?.stop(graceMs);
    await rm(this.state, { recursive: true, force: true });
  }

  #part(name: PartName): Part {
    const part = this.#parts.get(name);
    if (part === undefined) throw new Error(`${name} is not running`);
    return part;
  }

  #redisCommand(): string[] {
    const directory = join(this.state, 'redis');
    const settings = {
      port: '0',
      unixsocket: join(directory, 'redis.sock'),
      dir: directory,
    };
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    return ['redis-server', join(checkout, 'packages', 'queue', 'redis.conf'), ...words];
  }
}

/** Where the rootfs is that all share. */
export function sharedRootfs(): string {
  const { CELLBLOCK_STATE } = process.env;
  return join(CELLBLOCK_STATE || join(checkout, '.state'), 'rootfs');
}

const mainOf = (name: 'worker' | 'api') => join(checkout, 'apps', name, 'dist', 'main.js');

// What the person who runs the tests has set for their own service is not meant for this one.
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string) => name.startsWith('CELLBLOCK_') || name === 'REDIS_URL';
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
