// From sources to an artifact, or to the reason why there is none.

import { type CompileResult, roundMs, type Submission } from '@cellblock/contract';
import { SandboxError } from '@cellblock/sandbox';
import type { ArtifactCache } from './artifact-cache.js';
import { artifactKeyOf } from './artifact-key.js';
import type { CellScope } from './cell-scope.js';
import type { Failure } from './compile-verdict.js';
import { buildWithGcc } from './gcc.js';
import type { ForkServers } from './quick/fork-servers.js';
import { buildWithTcc } from './tcc.js';
import { type Held, openToolCells, type ToolCells } from './tool-cells.js';
import type { Toolchain } from './toolchain.js';
import { type Speech, wordsOf } from './words.js';
import { workspaceOf } from './workspace.js';

/** What a compiler made: an artifact or a failure, and what was said on the way. */
export type Build = { held: Held | null; failure: Failure | null; speeches: Speech[] };

export type Compilation =
  | { artifact: Held; result: CompileResult }
  | { artifact: null; failure: Failure; result: CompileResult };

/** What there is to compile with; without fork servers every tool starts up for each job, without artifacts all is compiled. */
export type Compilers = {
  toolchain: Toolchain;
  forkServers: ForkServers | null;
  artifacts: ArtifactCache | null;
};

/** Compiles and links a submission that passed `check`, or finds it compiled. The artifact lives as long as the scope. */
export function compile(
  scope: CellScope,
  compilers: Compilers,
  submission: Submission,
): Promise<Compilation> {
  const { artifacts, toolchain } = compilers;
  const key = artifacts === null ? null : artifactKeyOf(submission, toolchain);
  const make = () => compileAnew(scope, compilers, submission);
  return artifacts === null || key === null ? make() : artifacts.share(key, scope, make);
}

async function compileAnew(
  scope: CellScope,
  { toolchain, forkServers }: Compilers,
  submission: Submission,
): Promise<Compilation> {
  const startedAt = performance.now();
  const workspace = workspaceOf(submission);
  const cells = openToolCells(scope, forkServers);
  const { held, failure, speeches } = await build();
  const words = wordsOf(speeches, workspace, failure?.explanation ?? null);
  const usage = usageOf(cells, performance.now() - startedAt);

  if (failure !== null) {
    const { limit, exitCode } = failure;
    return {
      artifact: null,
      failure,
      result: { ...words, ok: false, exitCode, limit, cached: false, usage },
    };
  }
  // failureOf has refused every tool that left nothing behind.
  if (held === null) throw new SandboxError('compile', 'no artifact');
  return {
    artifact: held,
    result: { ...words, ok: true, exitCode: 0, limit: null, cached: false, usage },
  };

  function build(): Promise<Build> {
    const { gcc, tcc } = toolchain.compilers;
    if (submission.compiler.name === 'gcc' && gcc) return buildWithGcc(cells, gcc, submission, workspace);
    if (submission.compiler.name === 'tcc' && tcc) return buildWithTcc(cells, tcc, submission, workspace);
    throw new Error(`no compiler ${submission.compiler.name}: check() was left out`);
  }
}

/** CPU time of all tools together, the memory of the largest, and the time that passed. */
function usageOf({ reports }: ToolCells, wallMs: number): CompileResult['usage'] {
  return {
    cpuMs: roundMs(reports.reduce((sum, { usage }) => sum + usage.cpuMs, 0)),
    wallMs: roundMs(wallMs),
    memoryBytes: reports.reduce((most, { usage }) => Math.max(most, usage.memoryBytes), 0),
  };
}
