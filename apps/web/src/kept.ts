// What came of a paste when it was kept, shown as a run of now would be, with its marks in the source.

import type { Paste } from '@cellblock/contract';
import { inOrder } from '@cellblock/contract/output-order';
import { button, made, the } from './dom.js';
import type { Editor } from './editor.js';
import { addOutput, clearOutput } from './output.js';
import { showDiagnostics, showVerdict } from './report.js';
import { run } from './run.js';
import { say } from './texts.js';

/** Shows the kept result of a paste; where it can't be had, the page stays as the server made it. */
export async function showKept(editor: Editor, id: string): Promise<void> {
  const response = await fetch(`/pastes/${id}`).catch(() => null);
  if (response === null || !response.ok) return;
  const { result, outputOrder }: Paste = await response.json();
  if (result === null) return;
  if (result.compile !== null) showDiagnostics(editor, result.compile);
  if (result.run !== null) {
    clearOutput();
    for (const { stream, text } of inOrder(result.run, outputOrder ?? [])) addOutput(stream, text);
  }
  showVerdict(result, { editor, again: () => void run(editor) });
}

/** Says that the editor holds something else than the paste by now, and has a way back to it. */
export function offerPaste(forget: () => void): void {
  const back = button(say('paste.back'), () => {
    forget();
    location.reload();
  });
  the('#paste', HTMLElement).append(made('p', {}, say('paste.changed')), back);
}
