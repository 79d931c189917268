// What came of a run, in words and in places of the source.

import type { CompileResult, Diagnostic } from '@cellblock/contract';
import { explain, type Head, mayLackInput, mayLackOutput, nameOf } from '@cellblock/contract/explain';
import { button, made, the } from './dom.js';
import type { Editor, Mark } from './editor.js';
import { limitOf, setLimit, setProfile, stdinGiven } from './form.js';
import { say } from './texts.js';

const verdictPlace = the('#verdict', HTMLElement);
const explanation = the('#explanation', HTMLElement);
const list = the('#diagnostics', HTMLElement);

/** Says in one line how things stand. */
export function tell(state: string, ...words: (Node | string)[]): void {
  verdictPlace.dataset['verdict'] = state;
  verdictPlace.replaceChildren(...words);
}

// A few lines of output.
const roomBelow = 96;

/** Has how things stand in sight, and room for what follows, where the page is longer than the window. */
export function showState(): void {
  const { top, bottom } = verdictPlace.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight - roomBelow) verdictPlace.scrollIntoView({ block: 'center' });
}

/** Takes away what was said of the run before. */
export function clearReport(editor: Editor): void {
  explanation.replaceChildren();
  list.replaceChildren();
  document.querySelector('#paste')?.classList.add('past');
  editor.mark([]);
}

/** Lists the compiler's diagnostics and marks them in the source. */
export function showDiagnostics(editor: Editor, { diagnostics, output, ok }: CompileResult): void {
  const rows = diagnostics.map((each) => row(editor, each));
  // What a linker says has no place in a source.
  if (rows.length === 0 && !ok && output !== '')
    rows.push(made('li', { class: 'error' }, made('pre', { dir: 'ltr' }, output)));
  list.replaceChildren(...rows);
  editor.mark(diagnostics.flatMap(markOf));
}

function row(editor: Editor, { severity, file, line, column, message, option }: Diagnostic): HTMLElement {
  const at = [file, line, column].filter((part) => part !== null).join(':');
  const text = [
    made('code', {}, at),
    ' ',
    made('b', {}, severity),
    ` ${message}${option === null ? '' : ` [${option}]`}`,
  ];
  if (file === null || line === null)
    return made('li', { class: severity }, made('span', { dir: 'ltr' }, ...text));
  const jump = made('button', { type: 'button', dir: 'ltr' }, ...text);
  jump.addEventListener('click', () => editor.goTo(file, line, column ?? 1));
  return made('li', { class: severity }, jump);
}

function markOf({ severity, file, line, column, endColumn, message }: Diagnostic): Mark[] {
  if (file === null || line === null) return [];
  const level = severity === 'note' ? 'info' : severity === 'warning' ? 'warning' : 'error';
  return [{ file, line, column: column ?? 0, endColumn: endColumn ?? 0, severity: level, message }];
}

/** `stdoutBytes` is how much came where it came through a pipe, and not as it was printed. */
type Shown = { editor: Editor; again: () => void; stdoutBytes?: number };

/** Tells the verdict: one line, what it means, and of a crash where it was. */
export function showVerdict(head: Head, { editor, again, stdoutBytes }: Shown): void {
  const { verdict, message, run, compile } = head;
  const words: (Node | string)[] = [
    made('strong', {}, say(nameOf(head))),
    ' ',
    made('span', { dir: 'ltr' }, message),
  ];
  if (run !== null) {
    const { cpuMs, memoryBytes } = run.usage;
    const mib = (memoryBytes / 1024 / 1024).toFixed(1);
    words.push(
      ' ',
      made(
        'span',
        { class: 'usage', dir: 'ltr' },
        say('usage', { ms: cpuMs < 10 ? cpuMs.toFixed(1) : Math.round(cpuMs), mib }),
      ),
    );
  }
  tell(verdict, ...words);
  showExplanation(head, again);
  if (run?.crash !== null && run?.crash !== undefined) {
    const { reason, frames } = run.crash;
    showCrash(editor, reason, frames);
    const [top] = frames;
    const marks = (compile?.diagnostics ?? []).flatMap(markOf);
    if (top !== undefined) {
      marks.push({
        file: top.file,
        line: top.line,
        column: 0,
        endColumn: 0,
        severity: 'error',
        message: reason,
        class: 'crash-line',
      });
    }
    editor.mark(marks);
  }
  const sources = editor.files().map(({ content }) => content);
  if (stdoutBytes === undefined) return;
  const terminal = say('interact');
  if (mayLackInput(head, stdinGiven(), sources))
    explanation.append(
      made('p', { class: 'usage' }, say('explain.input', { stdin: say('stdin'), terminal })),
    );
  if (mayLackOutput(head, stdoutBytes, sources))
    explanation.append(made('p', { class: 'usage' }, say('explain.held', { terminal })));
}

function showExplanation(head: Head, again: () => void): void {
  const { texts, raise, profile: other } = explain(head);
  const words = texts.map(({ key, values = {} }) => made('p', {}, say(key, values)));
  const actions: HTMLElement[] = [];
  const limit = raise === undefined ? null : limitOf(raise);
  if (raise !== undefined && limit !== null && limit.value < limit.maximum) {
    const value = Math.min(limit.value * 4, limit.maximum);
    actions.push(
      button(say('raise', { limit: say(`limit.${raise}`), value: amount(raise, value) }), () =>
        act(() => setLimit(raise, value)),
      ),
    );
  } else if (limit !== null) words.push(made('p', {}, say('raise.most')));
  if (other !== undefined)
    actions.push(button(say('profile.use', { profile: other }), () => act(() => setProfile(other))));
  const act = (change: () => void) => {
    change();
    // The button that was pressed goes away.
    the('#run', HTMLButtonElement).focus();
    again();
  };
  explanation.replaceChildren(...words, ...actions);
}

const amount = (name: string, value: number) =>
  name.endsWith('Ms') ? `${value / 1000} s` : `${value / 1024 / 1024} MiB`;

function showCrash(
  editor: Editor,
  reason: string,
  frames: { function: string; file: string; line: number }[],
): void {
  const stack = frames.map(({ function: name, file, line }) =>
    made(
      'li',
      {},
      button(`${name} ${file}:${line}`, () => editor.goTo(file, line, 1), { dir: 'ltr' }),
    ),
  );
  explanation.append(
    made('p', { class: 'crash', dir: 'auto' }, reason),
    made('ol', { class: 'stack', 'aria-label': say('stack') }, ...stack),
  );
}
