// The editor: one state for each file, so that each has its own undo, kept over a reload.

import { sourcesFirst } from '@cellblock/contract/data-files';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension, type TransactionSpec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { offsetOf } from './columns.js';
import {
  fileIn,
  type Open,
  openedWith,
  restoredWith,
  type Saved,
  type SourceFile,
  savedIn,
} from './open-file.js';
import { say } from './texts.js';

/** A place in a file that something is to be said of; line and column from 1, a column of 0 is the whole line. */
export type Mark = {
  file: string;
  line: number;
  column: number;
  endColumn: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
  class?: string;
};

type Options = { parent: HTMLElement; nonce: string; onRun: () => void; onChange: () => void };

export type Editor = ReturnType<typeof createEditor>;

/** An editor without files; give it some. */
export function createEditor({ parent, nonce, onRun, onChange }: Options) {
  const spoken: Extension[] = [];
  const extensions = extensionsOf({ nonce, onRun, onChange, spoken }, (state) => {
    const file = open[active];
    if (file !== undefined) file.state = state;
  });
  let open: Open[] = [];
  let active = 0;
  const view = viewIn(parent);
  const change = (index: number, transaction: TransactionSpec) => {
    const file = open[index];
    if (file === undefined) return;
    if (index === active) view.change(transaction);
    else file.state = file.state.update(transaction).state;
  };
  const show = (index: number) => {
    active = Math.max(0, Math.min(index, open.length - 1));
    const file = open[active];
    if (file !== undefined) view.show(file.state);
  };

  return {
    get active() {
      return active;
    },
    files: (): SourceFile[] => open.map(fileIn),
    show,
    focus: view.focus,
    /** Reads files as a language from now on, with its colours. */
    speak(words: Extension) {
      spoken.push(words);
      for (const index of open.keys()) change(index, { effects: language.reconfigure(spoken) });
    },
    open(files: SourceFile[]) {
      open = files.map((file) => openedWith(extensions, file));
      show(0);
    },
    add(path: string) {
      open.push(openedWith(extensions, { path, content: '' }));
      show(open.length - 1);
      onChange();
    },
    rename(index: number, path: string) {
      ({ open, active } = renamed({ open, active }, index, path));
      onChange();
    },
    remove(index: number) {
      open.splice(index, 1);
      show(active > index ? active - 1 : active);
      onChange();
    },
    /** Puts the cursor there and the place into sight. */
    goTo(file: string, line: number, column: number) {
      const index = open.findIndex(({ path }) => path === file);
      const found = open[index];
      if (found === undefined) return;
      show(index);
      const anchor = positionOf(found.state, line, column);
      change(index, { selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    /** Marks these places, and no others. */
    mark(marks: Mark[]) {
      for (const [index, file] of open.entries()) change(index, markedWith(file, marks));
    },
    save: (): Saved => ({ active, files: open.map(savedIn) }),
    /** What was saved; throws for what was not. */
    restore({ active: shown, files }: Saved) {
      open = files.map((file) => restoredWith(extensions, file));
      show(shown);
    },
  };
}

type Shown = { open: Open[]; active: number };

/** One file by another name, in the place that this has, and the same file shown. */
function renamed({ open, active }: Shown, index: number, path: string): Shown {
  const { [index]: file, [active]: shown } = open;
  if (file !== undefined) file.path = path;
  const sorted = sourcesFirst(open);
  return { open: sorted, active: shown === undefined ? 0 : sorted.indexOf(shown) };
}

/** A view that is made with the first state it shows: to make it and then give it another is to make it twice. */
function viewIn(parent: HTMLElement) {
  let view: EditorView | null = null;
  return {
    show(state: EditorState) {
      if (view === null) view = new EditorView({ parent, state });
      else view.setState(state);
    },
    change: (transaction: TransactionSpec) => view?.dispatch(transaction),
    focus: () => view?.focus(),
  };
}

function markedWith({ path, state }: Open, marks: Mark[]): TransactionSpec {
  const own = marks.filter(({ file }) => file === path);
  return setDiagnostics(
    state,
    own.map((mark) => diagnosticOf(state, mark)),
  );
}

const language = new Compartment();

type Parts = Pick<Options, 'nonce' | 'onRun' | 'onChange'> & { spoken: Extension[] };

function extensionsOf(
  { nonce, onRun, onChange, spoken }: Parts,
  keep: (state: EditorState) => void,
): Extension[] {
  const run = () => {
    onRun();
    return true;
  };
  return [
    // Before the others, which have a use of their own for it.
    keymap.of([{ key: 'Mod-Enter', run }]),
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentUnit.of('    '),
    indentOnInput(),
    bracketMatching(),
    search({ top: true }),
    highlightSelectionMatches(),
    lintGutter(),
    language.of(spoken),
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({
      'aria-label': say('editor'),
      spellcheck: 'false',
      autocapitalize: 'off',
      tabindex: '0',
    }),
    EditorState.phrases.of(phrases),
    EditorView.updateListener.of((update) => {
      keep(update.state);
      if (update.docChanged) onChange();
    }),
    keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
  ];
}

const phrases = Object.fromEntries(
  [
    'Find',
    'Replace',
    'next',
    'previous',
    'all',
    'match case',
    'regexp',
    'by word',
    'replace',
    'replace all',
    'close',
  ].map((phrase) => [phrase, say(`search.${phrase}`)]),
);

function positionOf({ doc }: EditorState, line: number, column: number): number {
  const { from, text } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return from + offsetOf(text, column);
}

function diagnosticOf(
  state: EditorState,
  { line, column, endColumn, severity, message, ...rest }: Mark,
): Diagnostic {
  const whole = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
  const from = column === 0 ? whole.from : positionOf(state, line, column);
  const to =
    column === 0
      ? whole.to
      : endColumn > column
        ? positionOf(state, line, endColumn + 1)
        : wordEnd(state, from);
  const markClass = rest.class === undefined ? {} : { markClass: rest.class };
  return { from, to: Math.max(from, to), severity, message, ...markClass };
}

const wordEnd = (state: EditorState, from: number) =>
  state.wordAt(from)?.to ?? Math.min(from + 1, state.doc.lineAt(from).to);
