// Refusals as Jobe's clients understand them: a JSON string, and for want of room a result.

import type { AppError, ErrorCode } from '@cellblock/contract';
import type { FastifyRequest } from 'fastify';
import type { ErrorForm } from '../../errors.js';
import { outcomes, type Result } from './result.js';

/** What a run is answered with that there is no room for now; CodeRunner tells its user to try again. */
export const overload: Result = {
  run_id: '0',
  outcome: outcomes.overload,
  cmpinfo: '',
  stdout: '',
  stderr: '',
};

const hasKey = ({ headers }: FastifyRequest) =>
  headers['x-api-key'] !== undefined || headers.authorization !== undefined;

const serverException = ({ message }: AppError) => ({ status: 500, body: `Server exception (${message})` });

type Form = (error: AppError, request: FastifyRequest) => { status?: number; body: string };

// CodeRunner takes 401 for a limit on submissions, and 503 for nothing that it knows.
const forms: Partial<Record<ErrorCode, Form>> = {
  unauthorized: (_, request) => ({
    status: 403,
    body: hasKey(request) ? 'Unknown API key' : 'Missing API key',
  }),
  too_many_requests: () => ({ body: 'Max RUN rate for this server exceeded' }),
  internal: serverException,
  queue_unavailable: serverException,
  storage_unavailable: serverException,
  busy: serverException,
  shutting_down: serverException,
};

/** An error of any request. */
export const formOfError: ErrorForm = (error, request) =>
  forms[error.code]?.(error, request) ?? { body: error.message };

const crowded = new Set<ErrorCode>([
  'queue_full',
  'busy',
  'no_worker',
  'queue_unavailable',
  'storage_unavailable',
  'worker_failed',
  'shutting_down',
]);

/** An error of a run: what may go well a moment later is an overload, and no error. */
export const formOfRunError: ErrorForm = (error, request) =>
  crowded.has(error.code) ? { status: 200, body: overload } : formOfError(error, request);
