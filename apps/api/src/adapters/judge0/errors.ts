// Refusals as Judge0's clients understand them: `error` in words, errors by field, or nothing but a status.

import type { AppError, ErrorCode } from '@cellblock/contract';
import type { ErrorForm } from '../../errors.js';

const bare = () => ({ body: undefined });

const forms: Partial<Record<ErrorCode, (error: AppError) => { status?: number; body: unknown }>> = {
  unauthorized: bare,
  forbidden: bare,
  invalid_field: ({ field = 'base', message }) => ({ status: 422, body: { [field]: [message] } }),
  queue_full: () => ({ body: { error: 'queue is full' } }),
};

/** An error of any request. */
export const formOfError: ErrorForm = (error) =>
  forms[error.code]?.(error) ?? { body: { error: error.message } };
