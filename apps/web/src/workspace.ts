// Where the work is kept between visits: in this browser, until it is somebody else's paste that is looked at.

import type { Submission } from '@cellblock/contract';
import type { Editor } from './editor.js';
import { fill, optionsFor } from './form.js';
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

type Keeper = { soon: () => void; now: () => void; forget: () => void };

/** Something that keeps the work a moment after it is called, `now` at once, and from `forget` on no more. */
export function createKeeper(editor: Editor): Keeper {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isForgotten = false;
  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isForgotten) return;
    const text = JSON.stringify({ saved: editor.save(), options: optionsFor(editor.files()) });
    try {
      if (text.length <= mostCharacters) localStorage.setItem(place, text);
    } catch {
      // There is no room: the work stays in the page.
    }
  };
  return {
    now,
    forget: () => {
      isForgotten = true;
      localStorage.removeItem(place);
    },
    soon: () => {
      timer ??= setTimeout(now, pauseMs);
    },
  };
}
