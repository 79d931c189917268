// How many programs a worker runs at once. It has more jobs in hand than that: while programs run, others are compiled or
// on their way. A program takes its turn here for as long as it runs, a grading for as long as it goes on; and the tests
// of a grading take more where no job wants the room.

/** What a job runs: one program, or a grading's many. */
export type Work = 'program' | 'grading';

export interface Capacity {
  /**
   * Resolves when it is this job's turn, to what gives its room back. Who waited longest comes first, programs before
   * gradings; and where gradings hold all the room, one program runs beside them. Rejects with the signal's reason.
   */
  enter(work: Work, signal: AbortSignal): Promise<() => void>;
  /** One more lane for a grading that is in, to be called off with what it gives; null where there is no room. */
  widen(): (() => void) | null;
  /** Whether a lane has to be given up, as jobs came in for its room. */
  readonly isOver: boolean;
}

/** Room for `width` programs. */
export function createCapacity(width: number): Capacity {
  const inside: Record<Work, number> = { program: 0, grading: 0 };
  const waiting: Record<Work, Set<() => void>> = { program: new Set(), grading: new Set() };
  let lanes = 0;
  const jobsInside = () => inside.program + inside.grading;
  const jobs = () => jobsInside() + waiting.program.size + waiting.grading.size;
  const hasRoom = (work: Work) => jobsInside() < width || (work === 'program' && inside.program === 0);

  function admit(): void {
    for (const work of ['program', 'grading'] as const) {
      for (const begin of waiting[work]) {
        if (!hasRoom(work)) break;
        waiting[work].delete(begin);
        inside[work] += 1;
        begin();
      }
    }
  }

  const turn = (work: Work, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        waiting[work].delete(begin);
        reject(signal.reason);
      };
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting[work].add(begin);
      admit();
    });

  return {
    async enter(work, signal) {
      signal.throwIfAborted();
      await turn(work, signal);
      return once(() => {
        inside[work] -= 1;
        admit();
      });
    },
    widen() {
      if (jobs() + lanes >= width) return null;
      lanes += 1;
      return once(() => {
        lanes -= 1;
      });
    },
    get isOver() {
      return jobs() + lanes > width;
    },
  };
}

function once(leave: () => void): () => void {
  let isLeft = false;
  return () => {
    if (!isLeft) leave();
    isLeft = true;
  };
}
