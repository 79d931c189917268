// A dialog over the page, which keeps the focus and closes by Escape.

import { button, made } from './dom.js';
import { say } from './texts.js';

/** Opens a dialog; it is gone when it is closed. */
export function openDialog(title: string, content: (Node | null)[]): HTMLDialogElement {
  const heading = made('h2', { id: 'dialog-title' }, title);
  const dialog = made('dialog', { 'aria-labelledby': 'dialog-title' });
  const close = button('×', () => dialog.close(), { class: 'close', 'aria-label': say('close') });
  dialog.append(
    made('div', { class: 'bar' }, heading, made('span', { class: 'space' }), close),
    ...content.filter((each) => each !== null),
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
