// Which fields of a submission are told, and how: bytes as base64 or as text.

import { isUtf8 } from 'node:buffer';
import { AppError } from '@cellblock/contract';

export type Value = Buffer | string | number | boolean | null | { id: number; [name: string]: unknown };

export const usualFields = [
  'stdout',
  'time',
  'memory',
  'stderr',
  'token',
  'compile_output',
  'message',
  'status',
] as const;

export const allFields = [
  'source_code',
  'language_id',
  'stdin',
  'expected_output',
  'stdout',
  'status_id',
  'created_at',
  'finished_at',
  'time',
  'memory',
  'stderr',
  'token',
  'number_of_runs',
  'cpu_time_limit',
  'cpu_extra_time',
  'wall_time_limit',
  'memory_limit',
  'stack_limit',
  'max_processes_and_or_threads',
  'enable_per_process_and_thread_time_limit',
  'enable_per_process_and_thread_memory_limit',
  'max_file_size',
  'compile_output',
  'exit_code',
  'exit_signal',
  'message',
  'wall_time',
  'compiler_options',
  'command_line_arguments',
  'redirect_stderr_to_stdout',
  'callback_url',
  'additional_files',
  'enable_network',
  'status',
  'language',
] as const;
export type FieldName = (typeof allFields)[number];

export type Told = Record<FieldName, Value>;

/** The fields that are asked for; AppError bad_request naming those that there are not. */
export function fieldsIn(text: string | null): readonly FieldName[] {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return usualFields;
  if (names.includes('*')) return allFields;
  const known = allFields.filter((field) => names.includes(field));
  const unknown = names.filter((name) => !known.some((field) => field === name));
  if (unknown.length > 0)
    throw new AppError('bad_request', { message: `invalid fields: [${unknown.join(', ')}]` });
  return known;
}

/** These fields as JSON; null where bytes would have to be text and are not. */
export function shown(
  told: Told,
  fields: readonly FieldName[],
  isBase64: boolean,
): { [field: string]: unknown } | null {
  const all = fields.map((field) => [field, textOf(told[field], isBase64)] as const);
  return all.some(([, value]) => value === undefined) ? null : Object.fromEntries(all);
}

function textOf(value: Value, isBase64: boolean): unknown {
  if (!Buffer.isBuffer(value)) return value;
  if (isBase64) return value.toString('base64');
  return isUtf8(value) ? value.toString('utf8') : undefined;
}
