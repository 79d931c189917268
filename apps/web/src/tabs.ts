// The files as tabs: chosen by click or arrow keys, named anew by a second click or F2, taken away by their cross.

import { clash } from '@cellblock/contract/data-files';
import { button, made, the } from './dom.js';
import type { Editor } from './editor.js';
import { say } from './texts.js';

const place = the('#tabs', HTMLElement);
// As the service takes them.
const validPath = /^[A-Za-z0-9_+][A-Za-z0-9_+.-]{0,99}(\/[A-Za-z0-9_+][A-Za-z0-9_+.-]{0,99}){0,7}$/;

/** Shows the files of the editor. */
export function showTabs(editor: Editor): void {
  const files = editor.files();
  const choose = (index: number) => {
    editor.show(index);
    showTabs(editor);
  };
  const tabs = files.map(({ path }, index) => tab(editor, { path, index, count: files.length, choose }));
  place.replaceChildren(
    made('div', { role: 'tablist', 'aria-label': say('files') }, ...tabs),
    button('+', () => add(editor), {
      class: 'add',
      'aria-label': say('file.add'),
      title: `${say('file.add')}. ${say('file.kinds')}`,
    }),
  );
}

/** Has a file of the editor named anew that can't have the name it has. */
export function askName(editor: Editor, path: string): void {
  const index = editor.files().findIndex((file) => file.path === path);
  if (index === -1) return;
  editor.show(index);
  showTabs(editor);
  rename(editor, index)?.reportValidity();
}

type Tab = { path: string; index: number; count: number; choose: (index: number) => void };

function tab(editor: Editor, { path, index, count, choose }: Tab): HTMLElement {
  const isChosen = index === editor.active;
  const label = button(path, () => (isChosen ? rename(editor, index) : choose(index)), {
    role: 'tab',
    'aria-selected': String(isChosen),
    'aria-controls': 'editor',
    tabindex: isChosen ? 0 : -1,
    title: say('file.rename'),
    dir: 'ltr',
  });
  label.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      choose((index + step + count) % count);
      place.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    } else if (event.key === 'F2') rename(editor, index);
    else if (event.key === 'Delete' && count > 1) remove(editor, index);
  });
  if (count === 1) return label;
  const cross = button('×', () => remove(editor, index), {
    class: 'cross',
    title: say('file.remove', { path }),
    // For a pointer; by keyboard it is the key Delete on the tab, as a list of tabs may hold nothing but tabs.
    'aria-hidden': 'true',
    tabindex: -1,
  });
  return made('span', { class: 'tab', role: 'presentation' }, label, cross);
}

function add(editor: Editor): void {
  const taken = new Set(editor.files().map(({ path }) => path));
  const names = ['util.c', 'util.h', ...Array.from({ length: 64 }, (_each, index) => `file${index + 1}.c`)];
  editor.add(names.find((name) => !taken.has(name)) ?? 'file.c');
  showTabs(editor);
  rename(editor, editor.active);
}

function remove(editor: Editor, index: number): void {
  editor.remove(index);
  showTabs(editor);
  editor.focus();
}

/** Has the name typed in the tab's own place; what is no name, or is taken, is told at Enter, and else dropped. */
function rename(editor: Editor, index: number): HTMLInputElement | undefined {
  const label = place.querySelectorAll<HTMLElement>('[role=tab]')[index];
  const old = editor.files()[index]?.path;
  if (label === undefined || old === undefined) return undefined;
  const input = made('input', {
    value: old,
    'aria-label': say('file.name'),
    title: say('file.kinds'),
    size: Math.max(8, old.length),
    dir: 'ltr',
    spellcheck: false,
  });
  const isGood = (path: string) =>
    validPath.test(path) && editor.files().every((file, other) => other === index || !clash(file.path, path));
  const done = (path: string) => {
    input.removeEventListener('blur', onBlur);
    if (isGood(path)) editor.rename(index, path);
    showTabs(editor);
  };
  const onBlur = () => done(input.value);
  const judge = () => input.setCustomValidity(isGood(input.value) ? '' : say('file.bad'));
  judge();
  input.addEventListener('blur', onBlur);
  input.addEventListener('input', judge);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Enter' && !input.reportValidity()) return;
    done(event.key === 'Enter' ? input.value : old);
    editor.focus();
  });
  // A list of tabs may hold nothing but tabs, and a tab needs a list.
  label.closest('[role=tablist]')?.setAttribute('role', 'group');
  for (const other of place.querySelectorAll('[role=tab]')) {
    other.removeAttribute('role');
    other.removeAttribute('aria-selected');
  }
  label.replaceWith(input);
  input.focus();
  input.select();
  return input;
}
