// The files of a submission as a page shows them: text where they are text, else bytes that can be taken along.

import { isUtf8 } from 'node:buffer';
import { isSource, type Submission, together } from '@cellblock/contract';

type Held = { content: string; encoding: 'utf8' | 'base64' };

/**
 * A file. `text` is null where it is none; `base64` is what it is in a form, null where a field for text keeps it as it
 * is.
 */
export type ShownFile = { path: string; text: string | null; base64: string | null; bytes: number };

export function shownFiles(submission: Pick<Submission, 'source' | 'files' | 'inputs'>): ShownFile[] {
  return together(submission).list.map(({ path, content, encoding = 'utf8' }) => {
    const text = textIn({ content, encoding });
    const bytes = Buffer.from(content, encoding);
    return { path, text, base64: isKept(path, text) ? null : bytes.toString('base64'), bytes: bytes.length };
  });
}

// Fields of a form end lines in one way alone: a source may be read so, other files are to stay as they are.
const isKept = (path: string, text: string | null) =>
  text !== null && !text.includes('\0') && (isSource(path) || !text.includes('\r'));

/** The text that this is; null for bytes that are none. No field of a page can hold NUL, so that is none either. */
export function textIn({ content, encoding }: Held): string | null {
  if (encoding === 'utf8') return content;
  const bytes = Buffer.from(content, 'base64');
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : null;
}
