// A file that is open in the editor: a state of its own, so that each has its own undo.

import { isSource } from '@cellblock/contract/data-files';
import { historyField } from '@codemirror/commands';
import { EditorState, type Extension } from '@codemirror/state';
import { base64Of, bytesOf } from './base64.js';
import { say } from './texts.js';

/** A file; one with an encoding can't be changed, and goes along as it is: it is no text, or ends its lines in two ways. */
export type SourceFile = { path: string; content: string; encoding?: 'base64' };

/** What a file is besides the text in the editor: base64 where that can't be changed, else how its lines end. */
type More = { base64?: string; lineEnd?: string };

/** Files with their histories, as JSON. */
export type Saved = { active: number; files: ({ path: string; state: unknown } & More)[] };

export type Open = { path: string; state: EditorState } & More;

/** A file of anywhere as the editor has it: text where that can be written back as it was. */
export function editable(file: SourceFile): SourceFile {
  const { path, content, encoding } = file;
  const text = encoding === undefined ? content : textIn(content);
  // The editor ends lines in one way alone, and a source may be read so.
  if (text !== null && (isSource(path) || !text.includes('\r') || !/\r(?!\n)|(?<!\r)\n/.test(text)))
    return { path, content: text };
  return encoding === undefined
    ? { path, content: base64Of(new TextEncoder().encode(content)), encoding: 'base64' }
    : file;
}

/** The text that this base64 stands for; null where it is none. */
function textIn(base64: string): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(base64));
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** A file that is `editable`, with an undo of its own. */
export function openedWith(extensions: Extension[], { path, content, encoding }: SourceFile): Open {
  if (encoding !== undefined) return { path, state: binary(content, extensions), base64: content };
  const state = EditorState.create({ doc: content, extensions });
  return isSource(path) || !content.includes('\r') ? { path, state } : { path, state, lineEnd: '\r\n' };
}

/** The file as it is now. */
export const fileIn = ({ path, state, base64, lineEnd = '\n' }: Open): SourceFile =>
  base64 === undefined
    ? { path, content: state.doc.sliceString(0, state.doc.length, lineEnd) }
    : { path, content: base64, encoding: 'base64' };

/** The file with its undo, as JSON. */
export const savedIn = ({ state, ...rest }: Open) => ({
  ...rest,
  state: state.toJSON({ history: historyField }),
});

/** What `savedIn` gave; throws for what it did not. */
export const restoredWith = (extensions: Extension[], { state, ...rest }: Saved['files'][number]): Open =>
  rest.base64 === undefined
    ? { ...rest, state: EditorState.fromJSON(state, { extensions }, { history: historyField }) }
    : openedWith(extensions, { path: rest.path, content: rest.base64, encoding: 'base64' });

/** What is shown of a file that can't be changed. */
const binary = (content: string, extensions: Extension[]) =>
  EditorState.create({
    doc: textIn(content) ?? say('file.binary', { bytes: atob(content).length }),
    extensions: [extensions, EditorState.readOnly.of(true)],
  });
