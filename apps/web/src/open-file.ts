// A file that is open in the editor: a state of its own, so that each has its own undo.

import { historyField } from '@codemirror/commands';
import { EditorState, type Extension } from '@codemirror/state';
import { say } from './texts.js';

/** A file; one with an encoding is no text, so it goes along as it is and can't be changed. */
export type SourceFile = { path: string; content: string; encoding?: 'base64' };

/** Files with their histories, as JSON. */
export type Saved = { active: number; files: { path: string; state: unknown; base64?: string }[] };

export type Open = { path: string; state: EditorState; base64?: string };

/** A file, with an undo of its own. */
export const openedWith = (extensions: Extension[], { path, content, encoding }: SourceFile): Open =>
  encoding === undefined
    ? { path, state: EditorState.create({ doc: content, extensions }) }
    : { path, state: binary(content, extensions), base64: content };

/** The file as it is now. */
export const fileIn = ({ path, state, base64 }: Open): SourceFile =>
  base64 === undefined
    ? { path, content: state.doc.toString() }
    : { path, content: base64, encoding: 'base64' };

/** The file with its undo, as JSON. */
export const savedIn = ({ state, ...rest }: Open) => ({
  ...rest,
  state: state.toJSON({ history: historyField }),
});

/** What `savedIn` gave; throws for what it did not. */
export const restoredWith = (
  extensions: Extension[],
  { path, state, base64 }: Saved['files'][number],
): Open =>
  base64 === undefined
    ? { path, state: EditorState.fromJSON(state, { extensions }, { history: historyField }) }
    : openedWith(extensions, { path, content: base64, encoding: 'base64' });

/** In place of a file that is no text, what is said of it. */
const binary = (content: string, extensions: Extension[]) =>
  EditorState.create({
    doc: say('file.binary', { bytes: atob(content).length }),
    extensions: [extensions, EditorState.readOnly.of(true)],
  });
