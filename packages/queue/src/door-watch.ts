// The worker's knowledge of which API processes live, so that no job is run for nobody.

import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import { beatMs } from './presence.js';

// Absences in a row that make a door gone. After a Redis outage the first look may well come before a living door's
// next heartbeat, so one absence says nothing.
const graceBeats = 5;
const forgetBeats = 900;

export class DoorWatch {
  readonly #redis: Redis;
  readonly #keys: Keys;
  /** For each door met: how many beats in a row found no heartbeat of it, the first look being one. */
  readonly #absences = new Map<string, number>();

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Whether the door is gone for good. Answers at once for a door known to live; in doubt it waits a few beats. */
  async isGone(door: string): Promise<boolean> {
    if (!this.#absences.has(door)) await this.#look(door, false);
    while (this.#isDoubtful(door)) await delay(beatMs / 2, undefined, { ref: false });
    return this.isKnownGone(door);
  }

  /** Whether the last look left no doubt that the door is gone. */
  isKnownGone(door: string): boolean {
    return (this.#absences.get(door) ?? 0) >= graceBeats;
  }

  /** Looks at every door met; to be called once a beat. */
  async beat(): Promise<void> {
    await Promise.all([...this.#absences.keys()].map((door) => this.#look(door, true)));
    for (const [door, absences] of this.#absences) if (absences > forgetBeats) this.#absences.delete(door);
  }

  #isDoubtful(door: string): boolean {
    return (this.#absences.get(door) ?? 0) > 0 && !this.isKnownGone(door);
  }

  // Each job of a door not met yet makes a look of its own: those are one absence, however many they are.
  async #look(door: string, isBeat: boolean): Promise<void> {
    const lives = (await this.#redis.exists(this.#keys.door(door))) === 1;
    const absences = this.#absences.get(door) ?? 0;
    this.#absences.set(door, lives ? 0 : isBeat ? absences + 1 : Math.max(1, absences));
  }
}
