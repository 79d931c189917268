// How many programs a worker runs at once. It has more jobs in hand than that: while programs run, others are compiled or
// on their way. A program takes its turn here for as long as it runs, a grading for as long as it goes on; and the tests
// of a grading have further lanes where no job wants the room. Programs that sleep lend their place (lending.ts).

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
   * with those that wake; where gradings hold all the room, one program runs beside them. Rejects with the signal's
   * reason. `keptBytes`: the memory that the job itself takes for as long as it is in.
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

type Line = Set<{ holder: Holder; begin: () => void }>;

/** Room for `width` programs, and for those that sleep. */
export function createCapacity(width: number, bounds: LendingBounds = noLending): Capacity {
  const inside: Record<Holder, number> = { program: 0, grading: 0, lane: 0 };
  const fresh: Record<Holder, Line> = { program: new Set(), grading: new Set(), lane: new Set() };
  const waking: Line = new Set();
  // Every other time those that wake come first.
  let isWakersTurn = true;
  const jobsInside = () => inside.program + inside.grading;
  const jobs = () => jobsInside() + fresh.program.size + fresh.grading.size + waking.size;
  const hasRoom: Record<Holder, (isAwaking: boolean) => boolean> = {
    program: () => jobsInside() < width || inside.program === 0,
    grading: () => jobsInside() < width,
    // What has begun has to come to its end, however many jobs wait.
    lane: (isAwaking) => (isAwaking ? jobsInside() : jobs()) + inside.lane < width,
  };

  function next(): (() => void) | null {
    const lines = [fresh.grading, fresh.lane];
    for (const line of isWakersTurn ? [waking, fresh.program, ...lines] : [fresh.program, waking, ...lines]) {
      for (const waiting of line) {
        const { holder, begin } = waiting;
        if (!hasRoom[holder](line === waking)) continue;
        line.delete(waiting);
        inside[holder] += 1;
        isWakersTurn = line !== waking;
        return begin;
      }
    }
    return null;
  }

  function admit(): void {
    for (let begin = next(); begin !== null; begin = next()) begin();
  }

  function wait(line: Line, holder: Holder, begin: () => void): () => void {
    const waiting = { holder, begin };
    line.add(waiting);
    admit();
    return () => {
      // Lanes keep back for jobs that wait.
      if (line.delete(waiting)) admit();
    };
  }

  const lending = new Lending(bounds, {
    areMany: width > 1,
    areTaken: () => jobsInside() + inside.lane >= width,
    free(holder) {
      inside[holder] -= 1;
      admit();
    },
    claim: (holder, begin) => wait(waking, holder, begin),
  });

  async function enter(holder: Holder, signal: AbortSignal, keptBytes = 0): Promise<Turn> {
    signal.throwIfAborted();
    await called((begin) => wait(fresh[holder], holder, begin), signal);
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
