// The jobs that this API process waits for: each is settled once, by the first that claims it.

import type { OutcomeBytes } from './outcome-bytes.js';

type Entry = {
  since: number;
  isClaimed: boolean;
  resolve: (bytes: OutcomeBytes) => void;
  reject: (error: unknown) => void;
};

export class Pending {
  readonly #entries = new Map<string, Entry>();

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Whether the job was claimed, so that there is nothing left to withdraw. */
  isAnswered(id: string): boolean {
    return this.#entries.get(id)?.isClaimed === true;
  }

  /** The answer to come. It may be rejected before anyone looks at it. */
  expect(id: string, now: number): Promise<OutcomeBytes> {
    const answer = new Promise<OutcomeBytes>((resolve, reject) => {
      this.#entries.set(id, { since: now, isClaimed: false, resolve, reject });
    });
    answer.catch(() => {});
    return answer;
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }

  /** Whether this is the first answer to a job still waited for; whoever is told so settles it. */
  claim(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.isClaimed) return false;
    entry.isClaimed = true;
    return true;
  }

  resolve(id: string, bytes: OutcomeBytes): void {
    this.#entries.get(id)?.resolve(bytes);
  }

  reject(id: string, error: unknown): void {
    this.#entries.get(id)?.reject(error);
  }

  /** The jobs without an answer, and when (ms) each was submitted. */
  unanswered(): [id: string, since: number][] {
    return [...this.#entries].filter(([, entry]) => !entry.isClaimed).map(([id, { since }]) => [id, since]);
  }
}
