// News of jobs, for whoever waits for some: one subscription for each job that is watched, on one connection.

import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { connect } from './connection.js';

// What was said while the connection was cut is never heard, so nobody relies on hearing it.
const soonMs = 2000;

export interface Watch {
  /** Resolves when there is news since it last did, or may be; in `mostMs` at the latest. False where none was heard. */
  news(mostMs: number, signal: AbortSignal): Promise<boolean>;
  end(): void;
}

type Watcher = { word: string | null; tell: () => void };

export class Wakeups {
  readonly #connect: () => Redis;
  readonly #channelOf: (id: string) => string;
  readonly #watchers = new Map<string, Set<Watcher>>();
  #redis: Redis | null = null;

  constructor(redisUrl: string, channelOf: (id: string) => string, onTrouble: (error: Error) => void) {
    this.#connect = () => connect(redisUrl, onTrouble);
    this.#channelOf = channelOf;
  }

  /** Watches a job, from now on: for all that is said of it, or for this word alone. */
  watch(id: string, word: string | null = null): Watch {
    const channel = this.#channelOf(id);
    let hasNews = false;
    let wake = () => {};
    const tell = () => {
      hasNews = true;
      wake();
    };
    const watcher = { word, tell };
    this.#add(channel, watcher);
    return {
      news: async (mostMs, signal) => {
        const slept = new AbortController();
        const stop = () => slept.abort();
        wake = stop;
        signal.addEventListener('abort', stop);
        if (!hasNews && !signal.aborted) {
          await delay(Math.min(soonMs, mostMs), undefined, { signal: slept.signal }).catch(() => {});
        }
        signal.removeEventListener('abort', stop);
        const hadNews = hasNews;
        hasNews = false;
        return hadNews;
      },
      end: () => this.#remove(channel, watcher),
    };
  }

  close(): void {
    this.#redis?.disconnect();
  }

  #add(channel: string, watcher: Watcher): void {
    const watchers = this.#watchers.get(channel) ?? new Set();
    this.#watchers.set(channel, watchers.add(watcher));
    if (watchers.size > 1) return;
    const tellAll = () => this.#tell(channel);
    this.#subscriber()
      .subscribe(channel)
      .then(tellAll, () => {});
  }

  #remove(channel: string, watcher: Watcher): void {
    const watchers = this.#watchers.get(channel);
    if (watchers?.delete(watcher) !== true || watchers.size > 0) return;
    this.#watchers.delete(channel);
    this.#subscriber()
      .unsubscribe(channel)
      .catch(() => {});
  }

  #subscriber(): Redis {
    if (this.#redis !== null) return this.#redis;
    const redis = this.#connect();
    redis.on('message', (channel, word) => this.#tell(channel, word));
    redis.on('ready', () => {
      for (const channel of this.#watchers.keys()) this.#tell(channel);
    });
    this.#redis = redis;
    return redis;
  }

  // Without a word anything may have been said.
  #tell(channel: string, said: string | null = null): void {
    for (const { word, tell } of this.#watchers.get(channel) ?? [])
      if (said === null || word === null || word === said) tell();
  }
}
