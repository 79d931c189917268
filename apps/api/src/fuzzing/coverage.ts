// What of our code, and of the libraries that read requests for it, has been executed: V8's own block coverage.
//
// It is exact for what is compiled after `startCoverage`, so the code under test is imported after that.

import { type Profiler, Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';

const checkout = new URL('../../../../', import.meta.url).href;

export type Coverage = {
  /** How many characters of source have been executed for the first time since the last call; counted in where kept. */
  take(how: { isKept: boolean }): number;
  /** Functions that have been executed, and all that there are in the scripts that were. */
  functions(): { covered: number; total: number };
};

type Block = Profiler.CoverageRange;

/** Starts to count. Once a process. */
export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Map<string, Uint8Array>();
  const functions = new Map<string, boolean>();
  const note = ({ url, functions: list }: Profiler.ScriptCoverage, isKept: boolean): number => {
    if (!isOfInterest(url)) return 0;
    let news = 0;
    for (const { ranges } of list) {
      const [whole] = ranges;
      if (whole === undefined) continue;
      const key = `${url}:${whole.startOffset}:${whole.endOffset}`;
      functions.set(key, functions.get(key) === true || whole.count > 0);
      if (whole.count === 0) continue;
      const start = whole.startOffset;
      const marks = seen.get(key) ?? new Uint8Array(whole.endOffset - start);
      if (isKept) seen.set(key, marks);
      for (const { startOffset, endOffset } of executed(ranges)) {
        news += fresh(marks, startOffset - start, endOffset - start);
        if (isKept) marks.fill(1, startOffset - start, endOffset - start);
      }
    }
    return news;
  };
  return {
    take({ isKept }) {
      let news = 0;
      session.post('Profiler.takePreciseCoverage', (error, { result }) => {
        if (error) throw error;
        news = result.map((script) => note(script, isKept)).reduce((sum, each) => sum + each, 0);
      });
      return news;
    },
    functions: () => ({
      covered: [...functions.values()].filter(Boolean).length,
      total: functions.size,
    }),
  };
}

/** The checkout's own scripts and its libraries, without the fuzzer itself. */
function isOfInterest(url: string): boolean {
  return (
    url.startsWith(checkout) && !/\/(fuzzing|fast-check|pino|inspector)\/|-for-tests/.test(fileURLToPath(url))
  );
}

/** The stretches of a function that were executed: its blocks are nested, and the innermost one's count holds. */
function* executed(ranges: readonly Block[]): Generator<{ startOffset: number; endOffset: number }> {
  const open: Block[] = [];
  let at = ranges[0]?.startOffset ?? 0;
  const upTo = function* (end: number) {
    const inner = open.at(-1);
    if (inner !== undefined && inner.count > 0 && end > at) yield { startOffset: at, endOffset: end };
    at = Math.max(at, end);
  };
  for (const range of ranges) {
    for (
      let last = open.at(-1);
      last !== undefined && last.endOffset <= range.startOffset;
      last = open.at(-1)
    ) {
      yield* upTo(last.endOffset);
      open.pop();
    }
    yield* upTo(range.startOffset);
    open.push(range);
  }
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    yield* upTo(last.endOffset);
    open.pop();
  }
}

function fresh(marks: Uint8Array, start: number, end: number): number {
  let news = 0;
  for (let at = start; at < end; at++) if (marks[at] === 0) news += 1;
  return news;
}
