// Sharing: a paste under a short link, or the whole program in a long one; and what one may take along.

import type { NewPaste, SubmissionInput } from '@cellblock/contract';
import { quoted } from '@cellblock/contract/shell-words';
import { bytesOf } from './base64.js';
import { openDialog } from './dialog.js';
import { button, made, the } from './dom.js';
import type { Editor } from './editor.js';
import { refusalOf } from './events.js';
import { submissionOf } from './form.js';
import { ask } from './key.js';
import { fragmentOf } from './link.js';
import type { SourceFile } from './open-file.js';
import { outputText } from './output.js';
import { say } from './texts.js';

const day = 24 * 3600;
const lives = [
  ['', 'life.usual'],
  [3600, 'life.hour'],
  [day, 'life.day'],
  [30 * day, 'life.month'],
  [365 * day, 'life.year'],
] as const;
const secretsPlace = 'cellblock.secrets';

/** Opens the dialog. */
export function openShare(editor: Editor): void {
  const title = made('input', { maxlength: 100, dir: 'auto', id: 'title' });
  const life = made(
    'select',
    { id: 'life' },
    ...lives.map(([value, key]) => made('option', { value }, say(key))),
  );
  const isListed = made('input', { type: 'checkbox', id: 'listed' });
  const answer = made('div', { role: 'status', id: 'shared' });
  const create = button(
    say('share.create'),
    async () => {
      create.disabled = true;
      answer.replaceChildren(say('sending'));
      const order = {
        submission: submissionOf(editor.files()),
        ...(title.value.trim() === '' ? {} : { title: title.value.trim() }),
        ...(life.value === '' ? {} : { expiresInS: Number(life.value) }),
        ...forkOf(),
        isListed: isListed.checked,
      };
      answer.replaceChildren(...(await kept(order)));
      create.disabled = false;
      // A button that is disabled loses the focus, and what comes next is to copy the link.
      (answer.querySelector('input') ?? create).focus();
    },
    { class: 'primary' },
  );
  const canList = document.querySelector('a[href="/recent"]') !== null;
  openDialog(say('share'), [
    made('label', { class: 'row' }, made('span', {}, say('share.title')), title),
    made('label', { class: 'row' }, made('span', {}, say('share.life')), life),
    canList ? made('label', { class: 'choice' }, isListed, ` ${say('share.listed')}`) : null,
    create,
    answer,
    mine(),
    made('h3', {}, say('share.other')),
    made('div', { class: 'actions' }, ...others(editor)),
  ]);
}

const forkOf = () => {
  const { paste } = the('#bench', HTMLFormElement).dataset;
  return paste === undefined ? {} : { forkOf: paste };
};

async function kept(order: { submission: SubmissionInput }): Promise<(Node | string)[]> {
  try {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    };
    const response = await ask('/pastes', init);
    if (!response.ok) return [(await refusalOf(response, order.submission)).message];
    const { id, url, deleteSecret }: NewPaste = await response.json();
    remember(id, deleteSecret);
    const link = new URL(url, location.href).href;
    const frame = `<iframe src="${link}/embed" sandbox="allow-popups allow-popups-to-escape-sandbox" width="100%" height="400" loading="lazy"></iframe>`;
    return [
      field('share.link', link, made('a', { href: url }, say('open'))),
      field('share.secret', deleteSecret),
      field('embed', frame),
    ];
  } catch {
    return [say('unreachable')];
  }
}

function field(key: string, value: string, more: Node | null = null): HTMLElement {
  const input = made('input', { readonly: true, value, dir: 'ltr' });
  input.addEventListener('focus', () => input.select());
  return made(
    'div',
    { class: 'field' },
    made('label', { class: 'row' }, made('span', {}, say(key)), input),
    copier(() => value),
    more,
  );
}

function copier(text: () => string | Promise<string>, label = 'copy'): HTMLButtonElement {
  const copy = button(say(label), async () => {
    await navigator.clipboard.writeText(await text());
    copy.textContent = say('copied');
  });
  return copy;
}

function others(editor: Editor): HTMLElement[] {
  const curl = () => {
    const body = JSON.stringify(submissionOf(editor.files()));
    return `curl -s ${location.origin}/run -H 'content-type: application/json' --data-binary ${quoted(body)}`;
  };
  const long = async () => `${location.origin}/${await fragmentOf(submissionOf(editor.files()))}`;
  return [
    copier(long, 'share.long'),
    copier(curl, 'share.curl'),
    ...editor.files().map((file) => {
      const { path } = file;
      return button(say('share.download', { path }), () => download(path, contentOf(file)));
    }),
    button(say('share.output'), () => download('output.txt', outputText())),
  ];
}

const contentOf = ({ content, encoding }: SourceFile): BlobPart =>
  encoding === undefined ? content : bytesOf(content);

function download(path: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  made('a', { href: url, download: path.split('/').at(-1) ?? path }).click();
  URL.revokeObjectURL(url);
}

const secrets = (): Record<string, string> => JSON.parse(localStorage.getItem(secretsPlace) ?? '{}');

function remember(id: string, secret: string): void {
  localStorage.setItem(secretsPlace, JSON.stringify({ ...secrets(), [id]: secret }));
}

/** Of a paste that was made in this browser, the way to delete it. */
function mine(): HTMLElement | null {
  const { paste: id } = the('#bench', HTMLFormElement).dataset;
  const secret = id === undefined ? undefined : secrets()[id];
  if (id === undefined || secret === undefined) return null;
  const remove = button(say('share.delete'), async () => {
    const response = await ask(`/pastes/${id}`, {
      method: 'DELETE',
      headers: { 'cellblock-delete-secret': secret },
    });
    if (!response.ok) {
      remove.textContent = (await refusalOf(response)).message;
      return;
    }
    const { [id]: _gone, ...rest } = secrets();
    localStorage.setItem(secretsPlace, JSON.stringify(rest));
    location.assign('/');
  });
  return remove;
}
