// The files of a submission as a page shows them: text where they are text, else bytes that can be taken along.

import { isUtf8 } from 'node:buffer';
import { isSource, type Submission, together } from '@cellblock/contract';

type Held = { content: string; encoding: 'utf8' | 'base64' };

/** A file; `text` is null where it is none, and `content` its base64 then. */
export type ShownFile = { path: string; text: string | null; content: string; bytes: number };

export function shownFiles(submission: Pick<Submission, 'source' | 'files' | 'inputs'>): ShownFile[] {
  return together(submission).list.map(({ path, content, encoding = 'utf8' }) => ({
    ...{ path, text: shownText({ path, content, encoding }), content },
    bytes: Buffer.byteLength(content, encoding),
  }));
}

// Fields of a form end lines in one way alone: a source may be read so, other files are to stay as they are.
function shownText(file: Held & { path: string }): string | null {
  const text = textIn(file);
  return file.encoding === 'base64' && !isSource(file.path) && text?.includes('\r') === true ? null : text;
}

/** The text that this is; null for bytes that are none. No field of a page can hold NUL, so that is none either. */
export function textIn({ content, encoding }: Held): string | null {
  if (encoding === 'utf8') return content;
  const bytes = Buffer.from(content, 'base64');
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : null;
}
