// What a request asks for, checked as Judge0 checks it: every field that is wrong, with all that is wrong with it.

import { Callback } from '@cellblock/contract';
import { z } from 'zod';
import { isSurelyPrivate } from '../../callbacks/addresses.js';
import type { Caller } from '../../caller.js';
import { type BoundName, boundNames, bounds, numberIn } from './bounds.js';

const Bytes = z.string().meta({ description: 'bytes, as base64' });

const Numbers = z.record(
  z.enum(Object.keys(bounds) as [keyof typeof bounds, ...(keyof typeof bounds)[]]),
  z.number(),
);

/** A submission with every default filled in, under Judge0's names. */
export const Asked = z.strictObject({
  source_code: Bytes,
  language_id: z.number(),
  stdin: Bytes.nullable(),
  expected_output: Bytes.nullable(),
  additional_files: Bytes.nullable(),
  compiler_options: z.string().nullable(),
  command_line_arguments: z.string().nullable(),
  callback_url: z.string().nullable(),
  redirect_stderr_to_stdout: z.boolean(),
  enable_network: z.boolean(),
  enable_per_process_and_thread_time_limit: z.boolean(),
  enable_per_process_and_thread_memory_limit: z.boolean(),
  numbers: Numbers,
});
export type Asked = z.infer<typeof Asked>;

/** What is wrong, by field. */
export type Wrong = Record<string, string[]>;

/** What a request may bring, each of any type: the fields of a submission, and what is asked for beside it. */
export type Given = {
  [name in
    | Exclude<keyof Asked, 'numbers'>
    | BoundName
    | 'base64_encoded'
    | 'wait'
    | 'fields'
    | 'page'
    | 'per_page'
    | 'tokens'
    | 'submissions'
    | 'invalidate_cache']?: unknown;
};

export type Reading = {
  isBase64: boolean;
  isPrivateAllowed: boolean;
  caller: Caller;
  languageIds: readonly number[];
};

const longestOptions = 512;

/** What is asked for, or what is wrong with it. Fields that are not known are ignored. */
export function readAsked(given: Given, reading: Reading): { asked: Asked } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const refuse = (field: string, message: string) => {
    wrong[field] = [...(wrong[field] ?? []), message];
  };
  const source = bytesIn(given.source_code, reading.isBase64);
  if (source === null || /^\s*$/.test(source.toString('latin1'))) refuse('source_code', "can't be blank");
  const languageId = languageIn(given.language_id);
  if (languageId === null) refuse('language_id', "can't be blank");
  else if (!reading.languageIds.includes(languageId))
    refuse('language_id', `language with id ${languageId} doesn't exist`);
  const numbers: Partial<Asked['numbers']> = {};
  for (const name of boundNames) {
    const number = numberIn(name, given[name], reading.caller);
    if (typeof number === 'string') refuse(name, number);
    else numbers[name] = number;
  }
  for (const name of ['compiler_options', 'command_line_arguments'] as const) {
    if ((textIn(given[name]) ?? '').length > longestOptions)
      refuse(name, `is too long (maximum is ${longestOptions} characters)`);
  }
  if (flagIn(given.enable_network)) refuse('enable_network', 'this option cannot be enabled');
  const callbackUrl = textIn(given.callback_url);
  const obstacle = callbackUrl === null ? null : obstacleTo(callbackUrl, reading.isPrivateAllowed);
  if (obstacle !== null) refuse('callback_url', obstacle);
  if (Object.keys(wrong).length > 0) return { wrong };
  const base64 = (value: unknown, isEncoded: boolean) =>
    bytesIn(value, isEncoded)?.toString('base64') ?? null;
  return {
    asked: Asked.parse({
      source_code: source?.toString('base64'),
      language_id: languageId,
      stdin: base64(given.stdin, reading.isBase64),
      expected_output: base64(given.expected_output, reading.isBase64),
      additional_files: base64(given.additional_files, true),
      compiler_options: textIn(given.compiler_options),
      command_line_arguments: textIn(given.command_line_arguments),
      callback_url: callbackUrl,
      redirect_stderr_to_stdout: flagIn(given.redirect_stderr_to_stdout),
      enable_network: false,
      enable_per_process_and_thread_time_limit: flagIn(given.enable_per_process_and_thread_time_limit),
      enable_per_process_and_thread_memory_limit: flagIn(given.enable_per_process_and_thread_memory_limit),
      numbers,
    }),
  };
}

// Lists and objects are as good as left out, as Judge0 permits scalars alone.
function textIn(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

// Whatever is no base64 is passed over, as Judge0's decoder does.
function bytesIn(value: unknown, isBase64: boolean): Buffer | null {
  const text = textIn(value);
  return text === null ? null : Buffer.from(text, isBase64 ? 'base64' : 'utf8');
}

function languageIn(value: unknown): number | null {
  const text = textIn(value);
  if (text === null) return null;
  const id = Number.parseInt(text, 10);
  return Number.isSafeInteger(id) ? id : 0;
}

const off = new Set<unknown>([undefined, null, '', false, 0, '0', 'f', 'F', 'false', 'FALSE', 'off', 'OFF']);
const flagIn = (value: unknown): boolean => !off.has(value) && textIn(value) !== null;

function obstacleTo(url: string, isPrivateAllowed: boolean): string | null {
  if (!Callback.shape.url.safeParse(url).success)
    return 'must be an http or https URL without user name and password';
  if (isPrivateAllowed || !isSurelyPrivate(new URL(url))) return null;
  return 'must have a public address; loopback, link-local and private ones are not called';
}
