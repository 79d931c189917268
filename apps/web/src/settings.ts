// Looks and language, which the server needs to know, so they are cookies; and the API key.

import { openDialog } from './dialog.js';
import { button, made } from './dom.js';
import { askForKey, forgetKey, keptKey } from './key.js';
import { say } from './texts.js';

const remember = (name: string, value: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
};

/** Opens the dialog. `save` keeps the work before the page is loaded anew. */
export function openSettings(save: () => void): void {
  const root = document.documentElement;
  const theme = chooser(
    'theme',
    { auto: say('theme.auto'), light: say('theme.light'), dark: say('theme.dark') },
    root.dataset['theme'] ?? 'auto',
    (value) => {
      remember('theme', value);
      if (value === 'auto') delete root.dataset['theme'];
      else root.dataset['theme'] = value;
    },
  );
  const language = chooser(
    'language',
    { en: 'English', de: 'Deutsch', ar: 'العربية' },
    root.lang,
    (value) => {
      remember('language', value);
      save();
      location.reload();
    },
  );
  const dialog = openDialog(say('settings'), [
    theme,
    language,
    keptKey() === null
      ? button(say('key.give'), () => {
          dialog.close();
          void askForKey(say('key.why'));
        })
      : button(say('key.forget'), () => {
          forgetKey();
          dialog.close();
        }),
    made('p', { class: 'usage' }, say('keys')),
  ]);
}

function chooser(
  name: string,
  options: Record<string, string>,
  chosen: string,
  choose: (value: string) => void,
): HTMLElement {
  const select = made(
    'select',
    { id: name },
    ...Object.entries(options).map(([value, label]) =>
      made('option', { value, selected: value === chosen }, label),
    ),
  );
  select.addEventListener('change', () => choose(select.value));
  return made('label', { class: 'row' }, made('span', {}, say(name)), select);
}
