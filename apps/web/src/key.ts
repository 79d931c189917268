// The API key, where the service asks for one: kept in this browser alone, and only sent to this service.

import { openDialog } from './dialog.js';
import { button, made } from './dom.js';
import { say } from './texts.js';

const place = 'cellblock.key';

/** The key that is kept; null for none. */
export const keptKey = (): string | null => localStorage.getItem(place);

/** Forgets it. */
export const forgetKey = (): void => localStorage.removeItem(place);

/** Asks for a key; resolves to whether one was given. */
export function askForKey(reason: string): Promise<boolean> {
  return new Promise((resolve) => {
    const input = made('input', {
      type: 'password',
      autocomplete: 'off',
      spellcheck: false,
      dir: 'ltr',
      id: 'key',
    });
    let isGiven = false;
    const keep = () => {
      if (input.value.trim() === '') return;
      localStorage.setItem(place, input.value.trim());
      isGiven = true;
      dialog.close();
    };
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      keep();
    });
    const dialog = openDialog(say('key'), [
      made('p', { dir: 'auto' }, reason),
      made('label', { class: 'row' }, made('span', {}, say('key')), input),
      made('p', { class: 'usage' }, say('key.kept')),
      button(say('key.use'), keep, { class: 'primary' }),
    ]);
    dialog.addEventListener('close', () => resolve(isGiven), { once: true });
  });
}

/** Asks the API; where it wants a key, its user is asked for one, once. */
export async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, withKey(init));
  if (response.status !== 401) return response;
  const { error } = await response.json();
  return (await askForKey(String(error.message)))
    ? fetch(path, withKey(init))
    : Response.json({ error }, { status: 401 });
}

function withKey(init: RequestInit): RequestInit {
  const key = keptKey();
  if (key === null) return init;
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${key}`);
  return { ...init, headers };
}
