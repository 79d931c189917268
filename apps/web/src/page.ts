// The page comes to life: its form becomes an editor, its buttons do things.

import type { Submission } from '@cellblock/contract';
import { together } from '@cellblock/contract/data-files';
import { all, the } from './dom.js';
import { createEditor } from './editor.js';
import { fill, watchForm } from './form.js';
import { offerPaste, showKept } from './kept.js';
import { valueIn } from './link.js';
import { editable, type SourceFile } from './open-file.js';
import { tell } from './report.js';
import { run, stopRun } from './run.js';
import { openSettings } from './settings.js';
import { openShare } from './share.js';
import { showTabs } from './tabs.js';
import { say } from './texts.js';
import { createKeeper, restoreWork } from './workspace.js';

const nonce = the('meta[name=style-nonce]', HTMLMetaElement).nonce;
const place = the('#editor', HTMLElement);

const start = () => void run(editor);
const editor = createEditor({ parent: place, nonce, onRun: start, onChange: () => keeper.soon() });
const keeper = createKeeper(editor);

const given = filesOfForm();
const { paste, answer } = the('#bench', HTMLFormElement).dataset;
// The form was sent before there was a script: what was sent is newer than what this browser has kept.
const isAnswer = answer !== undefined;
const linked = await valueIn(location.hash);
if (isSubmission(linked)) {
  open(linked);
  history.replaceState(null, '', location.pathname);
} else if (isAnswer || !restoreWork(editor)) {
  editor.open(given);
  if (paste !== undefined) void showKept(editor, paste);
} else if (paste !== undefined) {
  if (isGiven(editor.files())) void showKept(editor, paste);
  else offerPaste(keeper.forget);
}
the('#files', HTMLElement).remove();
place.hidden = false;
showTabs(editor);
watchForm(keeper.soon);
document.documentElement.classList.add('live');
performance.mark('interactive');
void import('./language.js').then(({ c }) => editor.speak(c));

the('#bench', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
on('#stop', stopRun);
// One of the two takes the other's place, so the second click of a double one, and what comes of a key that is held down,
// was meant for what was there before.
for (const selector of ['#run', '#stop']) {
  const button = the(selector, HTMLButtonElement);
  button.addEventListener(
    'click',
    (event) => {
      if (event.detail < 2) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  button.addEventListener('keydown', (event) => {
    if (event.repeat) event.preventDefault();
  });
}
// Its options lie over the editor.
const more = the('#more', HTMLDetailsElement);
more.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  more.open = false;
  more.querySelector('summary')?.focus();
});
addEventListener('pointerdown', ({ target }) => {
  if (target instanceof Node && !more.contains(target)) more.open = false;
});
on('#share', () => openShare(editor));
on('#settings', () => openSettings(keeper.now));
on('#interact', async () => {
  const { interact } = await import('./terminal.js');
  interact(editor, nonce);
});
addEventListener('pagehide', keeper.now);
addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && !event.defaultPrevented) start();
});
addEventListener('hashchange', async () => {
  const value = await valueIn(location.hash);
  if (isSubmission(value)) open(value);
});

function on(selector: string, act: () => void): void {
  the(selector, HTMLButtonElement).addEventListener('click', act);
}

function open({ source, files, inputs, ...options }: Partial<Submission>): void {
  const { list, rest } = together({ source, files: filesIn(files), inputs: filesIn(inputs) });
  editor.open(list.map(fileOf));
  try {
    fill({ ...options, inputs: rest.map((file) => ({ encoding: 'utf8', ...file })) });
  } catch {
    tell('refused', say('link.bad'));
  }
  showTabs(editor);
}

// What a link holds may be anything.
function filesIn(value: Submission['files']): SourceFile[] {
  const list = Array.isArray(value) ? value : [];
  return list.filter((file) => typeof file === 'object' && file !== null).map(fileOf);
}

function fileOf({
  path,
  content,
  encoding,
}: {
  path: string;
  content: string;
  encoding?: string | undefined;
}): SourceFile {
  const file = { path: String(path), content: String(content) };
  return editable(encoding === 'base64' ? { ...file, encoding } : file);
}

// A link is somebody else's: it is asked for what is used of it, and shown, never run by itself.
function isSubmission(value: unknown): value is Partial<Submission> {
  if (typeof value !== 'object' || value === null) return false;
  return (
    ('source' in value && typeof value.source === 'string') ||
    ('files' in value && Array.isArray(value.files) && value.files.length > 0)
  );
}

function isGiven(files: SourceFile[]): boolean {
  const told = (of: SourceFile[]) => JSON.stringify(of.map(({ path, content }) => [path, content]));
  return told(files) === told(given);
}

function filesOfForm(): SourceFile[] {
  return all('#files > .file', HTMLElement).map((file) => {
    const [path] = inputsIn(file, 'path');
    const [content] = inputsIn(file, 'content');
    const isBinary = inputsIn(file, 'encoding').length > 0;
    return editable({
      path: path?.value ?? 'main.c',
      content: content?.value ?? file.querySelector('textarea')?.value ?? '',
      ...(isBinary ? { encoding: 'base64' as const } : {}),
    });
  });
}

function inputsIn(file: HTMLElement, name: string) {
  return file.querySelectorAll<HTMLInputElement>(`input[name^="${name}."]`);
}
