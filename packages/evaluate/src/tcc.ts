// Compiling with tcc: one cell that compiles and links all files.

import type { Submission } from '@cellblock/contract';
import type { Build } from './compile.js';
import { failureOf } from './compile-verdict.js';
import { libraryOptions, tccOptions } from './options.js';
import { heldBy, type ToolCells } from './tool-cells.js';
import { fillTemplate, type Tcc } from './toolchain.js';
import type { Workspace } from './workspace.js';

/** The program's artifact, or why there is none, with all that tcc said. */
export async function buildWithTcc(
  cells: ToolCells,
  tcc: Tcc,
  { compiler }: Submission,
  { files, units }: Workspace,
): Promise<Build> {
  const argv = fillTemplate(tcc.tcc, {
    options: tccOptions(compiler),
    output: 'a.out',
    objects: units.map(({ source }) => source),
    libraries: libraryOptions(compiler),
  });
  const report = await cells.finish(cells.start({ argv, sources: files, keep: 'a.out' }));
  const failure = failureOf('tcc', report);
  return { held: failure === null ? heldBy(report) : null, failure, speeches: [{ tool: 'tcc', report }] };
}
