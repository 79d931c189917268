// Compilers that have started up already: one fork server for each command line that is in use, at most a few.
//
// A server is asked for, never waited for: until it is up and has shown that it answers like a plain tool, and whenever
// there is none, the plain tool does the work. What can't be told from a server's answer (see doubt.ts) is asked of the
// plain tool again, so a server only ever makes a good answer faster.

import type { Zygote, ZygoteSpec } from '@cellblock/sandbox';
import type { SourceFile } from '../workspace.js';
import { beginningsOf, isUsual } from './beginnings.js';
import { isEligible } from './eligible.js';
import type { Habits } from './habits.js';
import { quickObjectOf, sharedFirst } from './link-order.js';

/** What a tool is to be run on. */
export type ToolInput = { argv: readonly string[]; sources: readonly SourceFile[] };

export interface ForkServers {
  /** A copy's source for this run of a tool, or null: then the tool itself is to be run. */
  find(input: ToolInput): Zygote | null;
  /** Resolves when every server that was started so far is of use, or given up. */
  settled(): Promise<void>;
}

export type ForkServerOptions = {
  startZygote(spec: ZygoteSpec): Zygote;
  /** Whether a copy of the zygote answers like the tool itself with that command line. */
  verify(zygote: Zygote, argv: readonly string[], prefix: string): Promise<boolean>;
  /** Hears of servers that were given up, for the log. */
  onTrouble(error: Error): void;
  /** Servers at once; the one that was used least recently makes room. */
  most: number;
  /** What is asked for often enough to be started for, beyond the usual. */
  habits: Habits;
};

type Server = { zygote: Zygote; isReady: boolean; isVerified: boolean; usedAt: number };

const library = '/zygotes';
const copiesReady = 2;
// Those that were given up are remembered, as far as that takes little.
const mostHopeless = 256;

/** Keeps fork servers for the command lines that are asked for. */
export function createForkServers(options: ForkServerOptions): ForkServers {
  const servers = new Map<string, Server>();
  const hopeless = new Set<string>();
  const starting = new Set<Promise<void>>();
  let uses = 0;

  const start = (key: string, input: ToolInput, prefix: string) => {
    makeRoom(servers, options.most);
    const zygote = options.startZygote(zygoteSpecOf(input.argv, prefix));
    const server: Server = { zygote, isReady: false, isVerified: false, usedAt: ++uses };
    servers.set(key, server);
    const giveUp = (error: Error) => {
      if (servers.get(key) !== server) return;
      servers.delete(key);
      hopeless.add(key);
      const [oldest] = hopeless;
      if (hopeless.size > mostHopeless && oldest !== undefined) hopeless.delete(oldest);
      zygote.end();
      // Where its last header was read by another one already, cc1 never comes to where a server would wait.
      if (server.isReady || isUsual(prefix)) options.onTrouble(error);
    };
    void zygote.lost.then(giveUp);
    const [tool = ''] = input.argv;
    const started = zygote.ready
      .then(() => {
        server.isReady = true;
        return options.verify(zygote, input.argv, prefix);
      })
      .then((isSame) => {
        server.isVerified = isSame;
        if (!isSame)
          giveUp(new Error(`a fork server of ${tool} answers unlike ${tool} itself; it is not used`));
      })
      .catch(giveUp)
      .finally(() => starting.delete(started));
    starting.add(started);
  };

  // The server that knows most of the source. A better one is started where there is none, if that is worth it.
  const find = (input: ToolInput): Zygote | null => {
    const prefixes = prefixesFor(input);
    let isAsked = false;
    for (const prefix of prefixes) {
      const key = [prefix, ...input.argv].join('\0');
      const server = servers.get(key);
      if (server?.isVerified) {
        server.usedAt = ++uses;
        return server.zygote;
      }
      isAsked ||= server !== undefined;
      if (isAsked || hopeless.has(key)) continue;
      isAsked = isUsual(prefix) || options.habits.isWorth(key);
      if (isAsked) start(key, input, prefix);
    }
    return null;
  };

  return {
    find,
    settled: async () => void (await Promise.all(starting)),
  };
}

function makeRoom(servers: Map<string, Server>, most: number): void {
  if (servers.size < most) return;
  const [oldest] = [...servers].sort(([, a], [, b]) => a.usedAt - b.usedAt);
  if (oldest === undefined) return;
  servers.delete(oldest[0]);
  oldest[1].zygote.end();
}

// A server has more rights than a cell, and reads headers with its macros: none may be a user's. And debugging
// information tells of main.c's file, of which a server has seen another.
const isForTheTool = (option: string) => /^-[Dg]/.test(option);

const toolName = (argv: readonly string[]) => argv[0]?.split('/').at(-1) ?? '';

/** What a server may have read before, the most first; empty where no server can do this. */
function prefixesFor({ argv, sources }: ToolInput): readonly string[] {
  switch (toolName(argv)) {
    case 'cc1': {
      const main = sources.find(({ path }) => path === 'main.c');
      const isPlain = main !== undefined && argv.includes('main.c') && !argv.some(isForTheTool);
      return isPlain && isEligible(sources) ? beginningsOf(main.content) : [];
    }
    case 'as':
      return [''];
    case 'ld.gold':
      return quickObjectOf(argv) === null ? [] : [''];
    default:
      return [];
  }
}

function zygoteSpecOf(argv: readonly string[], prefix: string): ZygoteSpec {
  const [tool = '', ...rest] = argv;
  const base = { tool, warm: copiesReady };
  const preload = `LD_PRELOAD=${library}/tool-zygote.so`;
  if (toolName(argv) === 'cc1') {
    const inputs = [{ path: 'main.c', content: Buffer.from(prefix) }];
    return { ...base, argv: [tool, `-fplugin=${library}/cc1-zygote.so`, ...rest], env: [], inputs };
  }
  if (toolName(argv) === 'as') {
    const output = rest[rest.indexOf('-o') + 1] ?? '';
    return {
      ...base,
      argv: [tool, ...rest],
      env: [preload, 'ZYGOTE_INPUT=-', `ZYGOTE_OUTPUT=${output}`],
      inputs: [],
    };
  }
  return {
    ...base,
    argv: [tool, ...sharedFirst(rest)],
    env: [preload, `ZYGOTE_INPUT=${quickObjectOf(argv) ?? ''}`],
    inputs: [],
  };
}
