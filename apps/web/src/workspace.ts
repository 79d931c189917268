// Where the work is kept between visits: in this browser, until it is somebody else's paste that is looked at.

import type { Submission } from '@cellblock/contract';
import type { Editor } from './editor.js';
import { fill, submissionOf } from './form.js';
import type { Saved } from './open-file.js';

const place = `cellblock.work${location.pathname}`;
const mostCharacters = 1_500_000;
const pauseMs = 400;

type Kept = { saved: Saved; options: Partial<Submission> };

/** Puts back what was kept of this page; whether there was anything. */
export function restoreWork(editor: Editor): boolean {
  const text = localStorage.getItem(place);
  if (text === null) return false;
  try {
    const { saved, options }: Kept = JSON.parse(text);
    editor.restore(saved);
    fill(options);
    return editor.files().length > 0;
  } catch {
    localStorage.removeItem(place);
    return false;
  }
}

/** Something that keeps the work a moment after it is called, and `now` at once. */
export function createKeeper(editor: Editor): { soon: () => void; now: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    const { source: _source, files: _files, ...options } = submissionOf(editor.files());
    const text = JSON.stringify({ saved: editor.save(), options });
    try {
      if (text.length <= mostCharacters) localStorage.setItem(place, text);
    } catch {
      // There is no room: the work stays in the page.
    }
  };
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, pauseMs);
    },
  };
}
