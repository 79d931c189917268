// News of jobs, for whoever waits for some: one subscription for each job that is watched, on one connection.

import type { Redis } from 'ioredis';
import { connect } from './connection.js';
import { newsline, type Watch } from './newsline.js';

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
    const { tell, news } = newsline();
    const watcher = { word, tell };
    this.#add(channel, watcher);
    return { news, end: () => this.#remove(channel, watcher) };
  }

  close(): void {
    this.#redis?.disconnect();
  }

  #add(channel: string, watcher: Watcher): void {
    const watchers = this.#watchers.get(channel) ?? new Set();
    this.#watchers.set(channel, watchers.add(watcher));
    if (watchers.size > 1) {
      // What was said before is never heard.
      watcher.tell();
      return;
    }
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
