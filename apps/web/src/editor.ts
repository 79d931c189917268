// The editor: one state for each file, so that each has its own undo, kept over a reload.

import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from '@codemirror/commands';
import { cpp } from '@codemirror/lang-cpp';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { say } from './texts.js';

/** A file; one with an encoding is no text, so it goes along as it is and can't be changed. */
export type SourceFile = { path: string; content: string; encoding?: 'base64' };

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

/** Files with their histories, as JSON. */
export type Saved = { active: number; files: { path: string; state: unknown; base64?: string }[] };

type Open = { path: string; state: EditorState; base64?: string };

type Options = { parent: HTMLElement; nonce: string; onRun: () => void; onChange: () => void };

export type Editor = ReturnType<typeof createEditor>;

/** An editor without files; give it some. */
export function createEditor({ parent, nonce, onRun, onChange }: Options) {
  const extensions = extensionsOf(nonce, onRun, onChange, (state) => {
    const file = open[active];
    if (file !== undefined) file.state = state;
  });
  const opened = (file: SourceFile) => openedWith(extensions, file);
  let open: Open[] = [];
  let active = 0;
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) });
  const show = (index: number) => {
    active = Math.max(0, Math.min(index, open.length - 1));
    const file = open[active];
    if (file !== undefined) view.setState(file.state);
  };

  return {
    get active() {
      return active;
    },
    files: (): SourceFile[] => open.map(fileIn),
    show,
    focus: () => view.focus(),
    open(files: SourceFile[]) {
      open = files.map(opened);
      show(0);
    },
    add(path: string) {
      open.push(opened({ path, content: '' }));
      show(open.length - 1);
      onChange();
    },
    rename(index: number, path: string) {
      const file = open[index];
      if (file !== undefined) file.path = path;
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
      if (index === -1) return;
      show(index);
      const anchor = positionOf(view.state, line, column);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    /** Marks these places, and no others. */
    mark(marks: Mark[]) {
      for (const [index, file] of open.entries()) {
        const own = marks
          .filter((mark) => mark.file === file.path)
          .map((mark) => diagnosticOf(file.state, mark));
        const transaction = setDiagnostics(file.state, own);
        if (index === active) view.dispatch(transaction);
        else file.state = file.state.update(transaction).state;
      }
    },
    save: (): Saved => ({ active, files: open.map(savedIn) }),
    /** What was saved; throws for what was not. */
    restore({ active: shown, files }: Saved) {
      open = files.map((file) => restoredWith(extensions, file));
      show(shown);
    },
  };
}

const openedWith = (extensions: Extension[], { path, content, encoding }: SourceFile): Open =>
  encoding === undefined
    ? { path, state: EditorState.create({ doc: content, extensions }) }
    : { path, state: binary(content, extensions), base64: content };

const fileIn = ({ path, state, base64 }: Open): SourceFile =>
  base64 === undefined
    ? { path, content: state.doc.toString() }
    : { path, content: base64, encoding: 'base64' };

const savedIn = ({ state, ...rest }: Open) => ({ ...rest, state: state.toJSON({ history: historyField }) });

const restoredWith = (extensions: Extension[], { path, state, base64 }: Saved['files'][number]): Open =>
  base64 === undefined
    ? { path, state: EditorState.fromJSON(state, { extensions }, { history: historyField }) }
    : openedWith(extensions, { path, content: base64, encoding: 'base64' });

function extensionsOf(
  nonce: string,
  onRun: () => void,
  onChange: () => void,
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
    cpp(),
    syntaxHighlighting(classHighlighter),
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

/** In place of a file that is no text, what is said of it. */
const binary = (content: string, extensions: Extension[]) =>
  EditorState.create({
    doc: say('file.binary', { bytes: atob(content).length }),
    extensions: [extensions, EditorState.readOnly.of(true)],
  });

function positionOf({ doc }: EditorState, line: number, column: number): number {
  const { from, to } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return Math.min(from + Math.max(0, column - 1), to);
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
