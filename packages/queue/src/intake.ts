// The way into the queue: the bound on what waits, the turn of each job, and taking jobs out again.

import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { readiness } from './connection.js';
import { Gate } from './gate.js';
import { share } from './holdings.js';
import type { Job } from './job.js';
import type { Jobs } from './jobs.js';
import type { Envelope } from './payload.js';
import { Shares } from './shares.js';
import { anyone, type Place, Turns } from './turns.js';
import { within } from './within.js';

export const patienceMs = 1000;
// On a busy machine; it takes far more otherwise.
const uploadBytesPerMs = 5_000;

type Options = { redis: Redis; jobs: Jobs; queueLimit: number; onTrouble: (error: Error) => void };

export class Intake {
  readonly #options: Options;
  readonly #ready: () => Promise<void>;
  readonly #gate: Gate;
  readonly #turns = new Turns();
  readonly #shares = new Shares();
  readonly #withdrawals = new Set<Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
    this.#ready = readiness(options.redis);
    this.#gate = new Gate(options.queueLimit, () => this.#count());
  }

  /** Resolves once Redis is there. */
  ready(): Promise<void> {
    return this.#ready();
  }

  /** Lets a job in, which `add` or `leave` has to follow. AppError: queue_full, queue_unavailable. */
  async enter({ owner }: Place): Promise<void> {
    if (this.#options.redis.status !== 'ready') await within(patienceMs, this.#ready());
    if (this.#gate.isDoubtful() || this.#isShareFull(owner)) await within(patienceMs, this.#gate.recount());
    if (this.#isShareFull(owner)) {
      throw new AppError('queue_full', {
        message: 'too many of your jobs are waiting; try again when some of them have ended',
      });
    }
    this.#gate.enter();
    this.#shares.enter(owner);
  }

  /** The job that was let in will not be added. */
  leave({ owner }: Place): void {
    this.#gate.leave(false);
    this.#shares.leave(owner);
  }

  /** Puts a job that was let in into the queue, in its turn; AppError queue_unavailable. */
  async add(job: Job, place: Place, way: Omit<Envelope, 'job' | 'trace' | 'rank' | 'turn'>): Promise<void> {
    const turn = this.#turns.take(place.owner, place.rank);
    this.#shares.leave(place.owner);
    this.#shares.add(job.id, place, turn);
    const { bytes, added } = this.#options.jobs.add(job, { ...way, rank: place.rank, turn });
    added.then(
      () => this.#gate.leave(true),
      () => this.#gate.leave(false),
    );
    await within(patienceMs + bytes / uploadBytesPerMs, added);
  }

  /** Takes a job out again. While Redis is away this waits for it, behind the job that it takes out. */
  withdraw(id: string): void {
    const { jobs, onTrouble } = this.#options;
    this.#shares.drop(id);
    const withdrawal = jobs.withdraw(id).catch(onTrouble);
    this.#withdrawals.add(withdrawal);
    void withdrawal.finally(() => this.#withdrawals.delete(withdrawal));
  }

  /** Resolves once all is taken out that was to be. */
  async withdrawn(): Promise<void> {
    await Promise.all(this.#withdrawals);
  }

  // So that nobody fills the queue alone and keeps all others out. Who can't be told from others may fill it.
  #isShareFull(owner: string): boolean {
    if (owner === anyone.owner) return false;
    const own = Math.min(this.#shares.of(owner), this.#gate.waiting);
    return own >= Math.max(1, this.#options.queueLimit * share);
  }

  async #count(): Promise<number> {
    const { jobs } = this.#options;
    const [{ waiting }, clocks] = await Promise.all([jobs.counts(), jobs.clocks()]);
    this.#turns.read(clocks);
    this.#shares.read(clocks, waiting === 0 && !this.#gate.isAdding);
    if (waiting === 0 && this.#turns.isLate()) {
      await jobs.resetClocks();
      this.#turns.reset();
    }
    return waiting;
  }
}
