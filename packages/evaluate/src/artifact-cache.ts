// Compiling once what is submitted often: artifacts are kept by what they were made of, and who asks for one that is
// being made waits for it.
//
// Kept is only what compiled. A failure may be the machine's (a compiler that was killed, a disk that was full), and
// must not be told to everybody who comes later; those who were waiting for it share a compiler's plain refusal.

import { roundMs } from '@cellblock/contract';
import { type Artifact, createArtifactStore } from './artifact-store.js';
import type { CellScope, Starter } from './cell-scope.js';
import type { Compilation } from './compile.js';

export interface ArtifactCache {
  /**
   * What compiling gives: known, or shared with the compilation under way, or else made by `compile`. The artifact
   * lives at least as long as the scope. Rejects as `compile` does, and with the reason of the scope's signal.
   */
  share(key: string, scope: CellScope, compile: () => Promise<Compilation>): Promise<Compilation>;
  /** Makes sure that an artifact which could not be started is not tried again. */
  forget(key: string): void;
}

/** A cache of at most `maximumBytes` of artifacts; null, so that all is compiled, where that is 0. */
export function openArtifacts(cells: Pick<Starter, 'release'>, maximumBytes: number): ArtifactCache | null {
  return maximumBytes === 0 ? null : createArtifactCache(cells, maximumBytes);
}

function createArtifactCache(cells: Pick<Starter, 'release'>, maximumBytes: number): ArtifactCache {
  const store = createArtifactStore(cells, maximumBytes);
  /** Compilations under way; they never reject, and give null where there is nothing to share. */
  const underWay = new Map<string, Promise<Compilation | null>>();

  const make = (key: string, scope: CellScope, compile: () => Promise<Compilation>) => {
    const made = compile().then((compilation) => {
      if (compilation.artifact !== null) store.keep(key, scope, compilation);
      return compilation;
    });
    if (underWay.has(key)) return made;
    const flight = made
      .then((compilation) => (isRefusal(compilation) ? compilation : null))
      .catch(() => null)
      .finally(() => underWay.delete(key));
    underWay.set(key, flight);
    return made;
  };

  return {
    async share(key, scope, compile) {
      const askedAt = performance.now();
      const find = () => store.lend(key, scope);
      const flight = underWay.get(key);
      const known = find() ?? (flight === undefined ? null : ((await scope.waitFor(flight)) ?? find()));
      // Who has waited in vain waits no more: the next one may fail like the first.
      return known === null ? make(key, scope, compile) : asKnown(known, askedAt);
    },
    forget: (key) => store.drop(key),
  };
}

/** Whether a compiler refused the program by itself, with words of its own. */
function isRefusal(compilation: Compilation): boolean {
  if (compilation.artifact !== null) return false;
  return compilation.failure.verdict === 'compile_error' && compilation.failure.explanation === null;
}

function asKnown(known: Compilation | Artifact, askedAt: number): Compilation {
  const usage = { cpuMs: 0, wallMs: roundMs(performance.now() - askedAt), memoryBytes: 0 };
  return { ...known, result: { ...known.result, cached: true, usage } };
}
