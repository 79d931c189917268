// What came of a paste when it was kept, shown as a run of now would be, with its marks in the source.

import type { Paste } from '@cellblock/contract';
import type { Editor } from './editor.js';
import { addOutput, clearOutput } from './output.js';
import { showDiagnostics, showVerdict } from './report.js';
import { run, textOf } from './run.js';

/** Shows the kept result of a paste; where it can't be had, the page stays as the server made it. */
export async function showKept(editor: Editor, id: string): Promise<void> {
  const response = await fetch(`/pastes/${id}`).catch(() => null);
  if (response === null || !response.ok) return;
  const { result }: Paste = await response.json();
  if (result === null) return;
  if (result.compile !== null) showDiagnostics(editor, result.compile);
  if (result.run !== null) {
    const { stdout, stderr, encoding } = result.run;
    clearOutput();
    addOutput('stdout', textOf(stdout, encoding));
    addOutput('stderr', textOf(stderr, encoding));
  }
  showVerdict(result, { editor, again: () => void run(editor) });
}
