// Interactive: the program in a terminal, over a WebSocket. Loaded when it is asked for.

import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { SessionEvent } from '@cellblock/contract';
import { the } from './dom.js';
import type { Editor } from './editor.js';
import { submissionOf } from './form.js';
import { keptKey } from './key.js';
import { clearOutput } from './output.js';
import { clearReport, showDiagnostics, showState, showVerdict, tell } from './report.js';
import { busy, isRun, textOf } from './run.js';
import { refusalText, say } from './texts.js';

const place = the('#terminal', HTMLElement);
const output = the('#output', HTMLElement);

/** Runs what the page holds in a terminal. */
export function interact(editor: Editor, nonce: string): void {
  clearReport(editor);
  clearOutput();
  output.hidden = true;
  place.hidden = false;
  place.replaceChildren();
  const { terminal, fit } = opened(nonce);
  const key = keptKey();
  const socket = new WebSocket(
    `${location.origin.replace(/^http/, 'ws')}/session`,
    key === null ? [] : [key],
  );
  const send = (message: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const controller = new AbortController();
  const done = busy(controller);
  const watcher = new ResizeObserver(() => fit.fit());
  let isTold = false;
  tell('busy', say('sending'));
  showState();
  controller.signal.addEventListener('abort', () => socket.close());
  socket.addEventListener('open', () => {
    const { cols: columns, rows } = terminal;
    send({ type: 'start', submission: submissionOf(editor.files()), terminal: { columns, rows } });
    terminal.focus();
  });
  terminal.onData((content) => send({ type: 'stdin', content }));
  terminal.onResize(({ cols: columns, rows }) => send({ type: 'resize', columns, rows }));
  watcher.observe(place);
  socket.addEventListener('message', ({ data }) => {
    const event: SessionEvent = JSON.parse(String(data));
    if (event.type === 'verdict' || event.type === 'error') isTold = true;
    hear(event, terminal, { editor, again: () => interact(editor, nonce) });
  });
  socket.addEventListener('close', () => {
    watcher.disconnect();
    done();
    terminal.options.disableStdin = true;
    terminal.options.cursorBlink = false;
    if (isTold || !place.contains(terminal.element ?? null)) return;
    tell(
      controller.signal.aborted ? 'cancelled' : 'refused',
      say(controller.signal.aborted ? 'stopped' : 'unreachable'),
    );
  });
}

function hear(event: SessionEvent, terminal: Terminal, shown: { editor: Editor; again: () => void }): void {
  switch (event.type) {
    case 'compiling':
      tell('busy', say('compiling'));
      return;
    case 'diagnostics':
      showDiagnostics(shown.editor, event.compile);
      return;
    case 'running':
      tell('busy', say('typing'));
      // Only now is it known how much there is above it.
      place.scrollIntoView({ block: 'nearest' });
      return;
    case 'stdout':
    case 'stderr':
      terminal.write(textOf(event.content, event.encoding));
      return;
    case 'verdict':
      if (isRun(event.result)) showVerdict(event.result, shown);
      return;
    case 'error':
      tell('refused', refusalText(event.error.code, event.error.message));
      return;
    case 'cancelled':
      tell('cancelled', say('stopped'));
      return;
  }
}

function opened(nonce: string): { terminal: Terminal; fit: FitAddon } {
  const style = getComputedStyle(place);
  const terminal = new Terminal({
    cursorBlink: true,
    fontSize: 14,
    fontFamily: style.fontFamily,
    screenReaderMode: true,
    theme: { background: '#14161a', foreground: '#e6e6e6' },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  allowStyles(nonce);
  letLeave(terminal);
  terminal.open(place);
  takeWithoutKeys(terminal);
  fit.fit();
  return { terminal, fit };
}

// A program may have use for Tab, so it leaves the terminal as it leaves the editor: after Escape, or when all is over.
function letLeave(terminal: Terminal): void {
  let isEscaped = false;
  terminal.attachCustomKeyEventHandler(({ type, key }) => {
    const leaves = key === 'Tab' && (isEscaped || terminal.options.disableStdin === true);
    if (type === 'keydown' && key !== 'Shift') isEscaped = key === 'Escape';
    return !leaves;
  });
}

// What comes without a key, as from a choice of emoji or by voice, the library leaves alone for screen readers' sake.
function takeWithoutKeys(terminal: Terminal): void {
  const area = terminal.textarea;
  let isByKey = false;
  area?.addEventListener('keydown', ({ metaKey }) => {
    isByKey = !metaKey;
  });
  for (const end of ['keyup', 'blur'])
    area?.addEventListener(end, () => {
      isByKey = false;
    });
  area?.addEventListener('input', (event) => {
    if (event instanceof InputEvent && event.inputType === 'insertText' && !isByKey)
      terminal.input(event.data ?? '');
  });
}

let areStylesAllowed = false;

// The library makes style elements and knows no nonce, without which the policy of the page refuses them.
function allowStyles(nonce: string): void {
  if (areStylesAllowed) return;
  areStylesAllowed = true;
  const create = document.createElement;
  Object.defineProperty(document, 'createElement', {
    value(this: Document, ...given: Parameters<typeof create>) {
      const element = create.apply(this, given);
      if (element instanceof HTMLStyleElement) element.nonce = nonce;
      return element;
    },
  });
}
