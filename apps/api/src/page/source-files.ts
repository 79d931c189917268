// The files of a submission as a page shows them: text where they are text, else bytes that can be taken along.

import { isUtf8 } from 'node:buffer';
import type { Submission } from '@cellblock/contract';

type Held = { content: string; encoding: 'utf8' | 'base64' };

/** A file; `text` is null where it is none, and `content` its base64 then. */
export type ShownFile = { path: string; text: string | null; content: string; bytes: number };

export function shownFiles({ source, files = [] }: Pick<Submission, 'source' | 'files'>): ShownFile[] {
  if (source !== undefined)
    return [{ path: 'main.c', text: source, content: source, bytes: Buffer.byteLength(source) }];
  return files.map((file) => ({
    ...{ path: file.path, text: textIn(file), content: file.content },
    bytes: Buffer.byteLength(file.content, file.encoding),
  }));
}

/** The text that this is; null for bytes that are none. No field of a page can hold NUL, so that is none either. */
export function textIn({ content, encoding }: Held): string | null {
  if (encoding === 'utf8') return content;
  const bytes = Buffer.from(content, 'base64');
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : null;
}
