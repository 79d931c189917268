// How many programs a worker runs at once. It has more jobs in hand than that: while programs run, others are compiled or
// on their way. A program takes its turn here for as long as it runs, a grading for as long as it goes on; and the tests
// of a grading have further lanes where no job wants the room. Programs that sleep lend their place, and those that have
// computed for a while give it up to who waits (lending.ts).

import type { RunningCell } from '@cellblock/sandbox';
import { Lending, type LendingBounds, noLending } from './lending.js';

/** What a job runs: one program, or a grading's many. */
export type Work = 'program' | 'grading';

/** A turn, which begins with a place. */
export interface Turn {
  /** Resolves when the place is its own again; whatever is started needs that. It never does once the turn was left. */
  hold(): Promise<void>;
  /** What it runs from now on, for which so much memory is kept; while that sleeps, the place may be lent. */
  runs(cell: RunningCell, memoryBytes: number): void;
  readonly isLent: boolean;
  /** Gives it back. */
  leave(): void;
}

export interface Capacity {
  /**
   * Resolves when it is this job's turn. Who waited longest comes first, programs before gradings, and they take turns
   * with those that wake; those that gave their place up come after them, but one every other second. Where gradings hold
   * all the room, one program runs beside them. Rejects with the signal's reason. `keptBytes`: the memory that the job
   * itself takes for as long as it is in.
   */
  enter(work: Work, signal: AbortSignal, keptBytes?: number): Promise<Turn>;
  /** Resolves when there is room for one more lane of a grading that is in. Rejects with the signal's reason. */
  widen(signal: AbortSignal): Promise<Turn>;
  /** Whether a lane has to be given up, as jobs came in for its room. */
  readonly isOver: boolean;
  /** How many jobs are in and have lent their place. */
  readonly lent: number;
}

/** Who has a place, or waits for one. */
export type Holder = Work | 'lane';

type Waiting = { holder: Holder; begin: () => void };
type Line = Set<Waiting>;

/** How often one of those that gave their place up comes before all others. */
const spentEveryMs = 2000;

/** Those who wait. */
class Lines {
  readonly fresh: Record<Holder, Line> = { program: new Set(), grading: new Set(), lane: new Set() };
  readonly waking: Line = new Set();
  /** Those that gave their place up. */
  readonly spent: Line = new Set();
  // Every other time those that wake come first.
  #isWakersTurn = true;
  #spentAt = 0;

  get jobs(): number {
    return this.fresh.program.size + this.fresh.grading.size + this.waking.size + this.spent.size;
  }

  /** Programs that are new, and all who have woken. */
  get eager(): Line[] {
    const { program } = this.fresh;
    return this.#isWakersTurn ? [this.waking, program] : [program, this.waking];
  }

  inOrder(): Line[] {
    const { grading, lane } = this.fresh;
    const isSpentsTurn = performance.now() - this.#spentAt >= spentEveryMs;
    return [...(isSpentsTurn ? [this.spent, ...this.eager] : [...this.eager, this.spent]), grading, lane];
  }

  add(line: Line, waiting: Waiting): void {
    if (line === this.spent && line.size === 0) this.#spentAt = performance.now();
    line.add(waiting);
  }

  /** Whether those in this line have begun. */
  haveBegun(line: Line): boolean {
    return line === this.waking || line === this.spent;
  }

  served(line: Line): void {
    if (line === this.spent) this.#spentAt = performance.now();
    else this.#isWakersTurn = line !== this.waking;
  }
}

/** Room for `width` programs, and for those that sleep. */
export function createCapacity(width: number, bounds: LendingBounds = noLending): Capacity {
  const inside: Record<Holder, number> = { program: 0, grading: 0, lane: 0 };
  const lines = new Lines();
  const jobsInside = () => inside.program + inside.grading;
  const jobs = () => jobsInside() + lines.jobs;
  const hasRoom: Record<Holder, (hasBegun: boolean) => boolean> = {
    program: () => jobsInside() < width || inside.program === 0,
    grading: () => jobsInside() < width,
    // What has begun has to come to its end, however many jobs wait.
    lane: (hasBegun) => (hasBegun ? jobsInside() : jobs()) + inside.lane < width,
  };

  const fits = ({ holder }: Waiting, line: Line) => hasRoom[holder](lines.haveBegun(line));

  function next(): (() => void) | null {
    for (const line of lines.inOrder()) {
      for (const waiting of line) {
        if (!fits(waiting, line)) continue;
        line.delete(waiting);
        inside[waiting.holder] += 1;
        lines.served(line);
        return waiting.begin;
      }
    }
    return null;
  }

  function admit(): void {
    for (let begin = next(); begin !== null; begin = next()) begin();
  }

  function wait(line: Line, holder: Holder, begin: () => void): () => void {
    const waiting = { holder, begin };
    lines.add(line, waiting);
    admit();
    return () => {
      // Lanes keep back for jobs that wait.
      if (line.delete(waiting)) admit();
    };
  }

  const lending = new Lending(bounds, {
    areMany: width > 1,
    areTaken: () => jobsInside() + inside.lane >= width,
    areWanted() {
      inside.program -= 1;
      const areWanted = lines.eager.some((line) => [...line].some((waiting) => fits(waiting, line)));
      inside.program += 1;
      return areWanted;
    },
    free(holder) {
      inside[holder] -= 1;
      admit();
    },
    claim: (holder, begin, isSpent) => wait(isSpent ? lines.spent : lines.waking, holder, begin),
  });

  async function enter(holder: Holder, signal: AbortSignal, keptBytes = 0): Promise<Turn> {
    signal.throwIfAborted();
    await called((begin) => wait(lines.fresh[holder], holder, begin), signal);
    return lending.begin(holder, keptBytes);
  }

  return {
    enter,
    widen: (signal) => enter('lane', signal),
    get isOver() {
      return jobs() + inside.lane > width;
    },
    get lent() {
      return lending.lentJobs;
    },
  };
}

/** Resolves when what is put in a line is called; leaves the line and rejects with the signal's reason once that fires. */
function called(wait: (begin: () => void) => () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      leave();
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    const leave = wait(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
  });
}
