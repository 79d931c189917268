// The run_spec of a request, checked in Jobe's order and refused in its words.

import { AppError } from '@cellblock/contract';
import type { Caller } from '../../caller.js';
import { type ParameterName, type Parameters, readParameters } from './parameters.js';

export type RunSpec = {
  /** In lower case; whether it is known is looked at last, by `refuseUnknown`. */
  language: string;
  sourcecode: string;
  sourcefilename: string;
  input: string;
  files: { id: string; name: string }[];
  parameters: Parameters;
};

const refuse = (message: string): never => {
  throw new AppError('bad_request', { message });
};

/** Members that a client may send, each of any type. */
type Sent<Name extends string> = { [name in Name]?: unknown };
type SentSpec = Sent<'language_id' | 'sourcecode' | 'sourcefilename' | 'input' | 'file_list' | 'parameters'>;

const isObject = <Name extends string>(value: unknown): value is Sent<Name> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is asked for; AppError bad_request in the words that Jobe has for it. Members it doesn't know are ignored. */
export function readRunSpec(body: unknown, caller: Caller): RunSpec {
  if (!isObject<'run_spec'>(body)) return refuse('Non-JSON post data received');
  const { run_spec: spec } = body;
  if (!isObject<keyof SentSpec>(spec)) return refuse('No run_spec attribute found in post data');
  const sourcecode = required(spec, 'sourcecode');
  const language = required(spec, 'language_id').toLowerCase();
  // An empty object of PHP's is an empty list in JSON.
  const given = isObject<ParameterName>(spec.parameters) ? spec.parameters : {};
  const parameters = readParameters(given, caller);
  return {
    language,
    sourcecode,
    sourcefilename: sourceNameIn(spec.sourcefilename),
    input: textOf(spec.input),
    files: filesIn(spec.file_list),
    parameters,
  };
}

/** Refuses every language but the one that there is; AppError bad_request. */
export function refuseUnknown({ language }: RunSpec): void {
  if (language !== 'c') refuse(`Language '${language.slice(0, 60)}' is not known`);
}

function required(spec: SentSpec, name: 'language_id' | 'sourcecode'): string {
  const value = spec[name] ?? refuse(`run_spec is missing the required attribute '${name}'`);
  return typeof value === 'string' ? value : refuse(`run_spec attribute '${name}' must be a string`);
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

// Reserved in file systems or addresses, or not to be seen.
const badCharacter = /[<>:"/\\|?*\p{Cc}\u00a0\u00ad#[\]@!$&'()+,;={}^~`]/u;

function sourceNameIn(value: unknown): string {
  if (value === undefined || value === null || value === 'prog.java' || value === '') return 'prog.c';
  if (typeof value !== 'string' || badCharacter.test(value) || /^[.-]/.test(value)) {
    return refuse('The sourcefilename for the run_spec is illegal');
  }
  return value;
}

const fewestCharacters = 8;

/** Whether a file can have this id. */
export const isFileId = (id: string): boolean => /^[A-Za-z0-9]+$/.test(id);

function filesIn(list: unknown): RunSpec['files'] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return refuse('Invalid file specifier: file_list must be a list');
  return list.map((one: unknown) => {
    const isOne = Array.isArray(one) && (one.length === 2 || one.length === 3);
    const [id, name]: unknown[] = isOne ? one : [];
    const isGood =
      typeof id === 'string' &&
      id.length >= fewestCharacters &&
      isFileId(id) &&
      typeof name === 'string' &&
      isFileId(name.replace(/[-_.]/g, ''));
    return isGood ? { id, name } : refuse(`Invalid file specifier: ${JSON.stringify(one).slice(0, 200)}`);
  });
}
