// What the fields of the page say besides the sources: read as a submission, and filled in from one.

import type { Submission, SubmissionInput } from '@cellblock/contract';
import { apart } from '@cellblock/contract/data-files';
import { spelled, wordsAsTyped } from '@cellblock/contract/shell-words';
import { all, the } from './dom.js';
import type { SourceFile } from './open-file.js';
import { say } from './texts.js';
import { fillUnseen, inputsUnseen, unseenFor } from './unseen.js';

const form = the('#bench', HTMLFormElement);
const stdin = the('textarea[name=stdin]', HTMLTextAreaElement);
const args = the('input[name=args]', HTMLInputElement);
const explain = the('input[name=explainCrash]', HTMLInputElement);
const stdinEncoding = the('input[name=stdinEncoding]', HTMLInputElement);
const encodingName = the('#stdin-encoding', HTMLElement);
const flags = the('#flags', HTMLElement);

const choice = (name: string) => the(`select[name=${name}]`, HTMLSelectElement);
const boxes = (list: string) => all(`input[data-list=${list}]`, HTMLInputElement);
const chosen = (list: string) =>
  boxes(list)
    .filter(({ checked }) => checked)
    .map(({ value }) => value);
const limits = () => all('input[data-limit]', HTMLInputElement);

/** The submission that the page holds. What it says is for the service to check. */
export function submissionOf(list: SourceFile[]): SubmissionInput {
  const { files, inputs } = apart(list, inputsUnseen());
  const [only] = files;
  const isOne = files.length === 1 && only?.path === 'main.c' && only.encoding === undefined;
  const options = optionsFor(isOne ? [] : files);
  return {
    ...(isOne ? { source: only.content } : { files }),
    ...options,
    inputs: [...(options.inputs ?? []), ...inputs],
  };
}

/** What goes along with these files. */
export function optionsFor(files: SourceFile[]): Omit<SubmissionInput, 'source' | 'files'> {
  const { limits: others, ...unseen } = unseenFor(files);
  const compiler: object = {
    name: choice('compiler').value,
    standard: choice('standard').value,
    optimize: choice('optimize').value,
    link: choice('link').value,
    warnings: chosen('warnings'),
    sanitize: chosen('sanitize'),
  };
  const encoding: object = stdinEncoding.value === 'base64' ? { stdinEncoding: 'base64' } : {};
  const rest: object = { profile: choice('profile').value, limits: { ...others, ...limitsOf() } };
  return {
    ...unseen,
    stdin: stdin.value,
    ...encoding,
    args: wordsAsTyped(args.value),
    compiler,
    ...rest,
    explainCrash: explain.checked,
  };
}

/** What the program is given to read. */
export const stdinGiven = (): string => stdin.value;

const limitsOf = () =>
  Object.fromEntries(
    limits()
      .filter(({ value }) => value !== '')
      .map((input) => [
        input.dataset['limit'],
        Math.round(Number(input.value) * Number(input.dataset['factor'])),
      ]),
  );

/** Fills in the options, arguments and input of a submission. */
export function fill(submission: Partial<Submission>): void {
  const { compiler, profile, limits: given = {} } = submission;
  if (compiler !== undefined) {
    choice('compiler').value = compiler.name;
    choice('standard').value = compiler.standard;
    choice('optimize').value = compiler.optimize;
    choice('link').value = compiler.link;
    for (const [list, names] of [
      ['warnings', compiler.warnings],
      ['sanitize', compiler.sanitize],
    ] as const) {
      const wanted: readonly string[] = names;
      for (const box of boxes(list)) box.checked = wanted.includes(box.value);
    }
  }
  if (profile !== undefined) choice('profile').value = profile;
  const known: Record<string, number | undefined> = given;
  for (const input of limits()) {
    const value = known[input.dataset['limit'] ?? ''];
    input.value = value === undefined ? '' : String(value / Number(input.dataset['factor']));
  }
  stdin.value = submission.stdin ?? '';
  stdinEncoding.value = submission.stdinEncoding ?? 'utf8';
  encodingName.textContent = stdinEncoding.value === 'utf8' ? '' : ' (base64)';
  fillUnseen(submission, new Set(limits().map((input) => input.dataset['limit'] ?? '')));
  args.value = spelled(submission.args ?? []);
  showFlags();
}

/** Calls `onChange` whenever any field changes. */
export function watchForm(onChange: () => void): void {
  // Here, as without a script there is no terminal.
  stdin.placeholder = say('stdin.hint', { terminal: say('interact') });
  form.addEventListener('input', () => {
    showFlags();
    onChange();
  });
  showFlags();
}

/** The compiler's command line that the options mean. */
export function commandLine(): string {
  const parts = [
    choice('compiler').value,
    `-std=${choice('standard').value}`,
    `-O${choice('optimize').value}`,
    ...chosen('warnings').map((name) => `-W${name}`),
    ...chosen('sanitize').map((name) => `-fsanitize=${name}`),
    choice('link').value === 'static' ? '-static' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

// Those that have no control of their own in sight.
function showFlags(): void {
  flags.textContent = commandLine().split(' ').slice(3).join(' ');
  flags.title = commandLine();
}

/** Sets a limit to this many of its own units. */
export function setLimit(name: string, value: number): void {
  const input = limits().find((each) => each.dataset['limit'] === name);
  if (input !== undefined) input.value = String(value / Number(input.dataset['factor']));
}

/** A limit as it stands, and how far it may go, in its own units; null where the page has none of this name. */
export function limitOf(name: string): { value: number; maximum: number; factor: number } | null {
  const input = limits().find((each) => each.dataset['limit'] === name);
  if (input === undefined) return null;
  const factor = Number(input.dataset['factor']);
  return {
    value: Number(input.value || input.placeholder) * factor,
    maximum: Number(input.max) * factor,
    factor,
  };
}

/** Chooses a profile. */
export function setProfile(name: string): void {
  choice('profile').value = name;
}

export const profile = (): string => choice('profile').value;
