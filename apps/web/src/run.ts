// A run from the press of the button to its verdict, and a stop on the way.

import type { Head } from '@cellblock/contract/explain';
import { bytesOf } from './base64.js';
import { the } from './dom.js';
import type { Editor } from './editor.js';
import { eventsOf, Refused } from './events.js';
import { submissionOf } from './form.js';
import { addOutput, clearOutput } from './output.js';
import { clearReport, showDiagnostics, showState, showVerdict, tell } from './report.js';
import { askName } from './tabs.js';
import { refusalText, say } from './texts.js';

const runButton = the('#run', HTMLButtonElement);
const stopButton = the('#stop', HTMLButtonElement);
const output = the('#output', HTMLElement);
const terminal = the('#terminal', HTMLElement);

let current: AbortController | null = null;

/** Why a run was called off that another one took the place of. */
const superseded = new Error('another run began');

/** Stops what is running; nothing where nothing is. */
export const stopRun = (): void => current?.abort();

/** What one may do while something runs: stop it. The clock on the button is for the eyes alone. */
export function busy(controller: AbortController): () => void {
  current?.abort(superseded);
  current = controller;
  const started = performance.now();
  change(runButton, stopButton);
  const tick = () => {
    stopButton.textContent = `${say('stop')} ${((performance.now() - started) / 1000).toFixed(1)} s`;
  };
  tick();
  const clock = setInterval(tick, 100);
  return () => {
    clearInterval(clock);
    if (current !== controller) return;
    current = null;
    change(stopButton, runButton);
  };
}

/** Puts one button in the place of the other, with the focus where the other has it. */
function change(other: HTMLButtonElement, one: HTMLButtonElement): void {
  const hasFocus = document.activeElement === other;
  one.hidden = false;
  other.hidden = true;
  if (hasFocus) one.focus();
}

/** Runs what the page holds, and shows what happens as it happens. */
export async function run(editor: Editor): Promise<void> {
  const controller = new AbortController();
  const done = busy(controller);
  const heard = { stdoutBytes: 0 };
  const clear = () => {
    clearReport(editor);
    clearOutput();
    heard.stdoutBytes = 0;
  };
  clear();
  terminal.hidden = true;
  output.hidden = false;
  tell('busy', say('sending'));
  showState();
  try {
    for await (const event of eventsOf(submissionOf(editor.files()), controller.signal)) {
      if (event.type === 'restarted') clear();
      hear(event, editor, heard);
      // The connection may stay open for a moment longer.
      if (['verdict', 'error', 'cancelled'].includes(event.type)) return;
    }
    tell('refused', say('unreachable'));
  } catch (error) {
    if (controller.signal.reason === superseded) return;
    if (controller.signal.aborted) tell('cancelled', say('stopped'));
    else if (error instanceof Refused) {
      tell('refused', error.message);
      if (error.file !== null) askName(editor, error.file);
    } else tell('refused', say('unreachable'));
  } finally {
    done();
  }
}

type Event = ReturnType<typeof eventsOf> extends AsyncGenerator<infer Each> ? Each : never;

function hear(event: Event, editor: Editor, heard: { stdoutBytes: number }): void {
  switch (event.type) {
    case 'queued':
      tell('busy', say('queued'));
      return;
    case 'compiling':
      tell('busy', say('compiling'));
      return;
    case 'running':
      tell('busy', say('running'));
      return;
    case 'diagnostics':
      showDiagnostics(editor, event.compile);
      return;
    case 'stdout':
    case 'stderr':
      if (event.type === 'stdout') heard.stdoutBytes += sizeOf(event.content, event.encoding);
      addOutput(event.type, textOf(event.content, event.encoding));
      return;
    case 'verdict':
      if (isRun(event.result)) showVerdict(event.result, { editor, again: () => void run(editor), ...heard });
      return;
    case 'error':
      tell('refused', refusalText(event.error.code, event.error.message));
      return;
    case 'cancelled':
      tell('cancelled', say('stopped'));
      return;
  }
}

/** Whether a result is a run's, not a grading's. */
export const isRun = (result: object): result is Head => 'run' in result;

/** Output as text; bytes that are none are shown as what stands for them. */
export const textOf = (content: string, encoding: 'utf8' | 'base64'): string =>
  encoding === 'utf8' ? content : new TextDecoder().decode(bytesOf(content));

const sizeOf = (content: string, encoding: 'utf8' | 'base64'): number =>
  (encoding === 'utf8' ? new TextEncoder().encode(content) : bytesOf(content)).length;
