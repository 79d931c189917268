// Where every error of every route ends, and what is said where there is no route.

import { AppError, parseOrRefuse } from '@cellblock/contract';
import type { z } from 'zod';
import { type ErrorHandler, sendError } from '../errors.js';
import type { App } from '../server.js';

const nothingHere = 'there is nothing at this path; GET / says what there is';

/**
 * Answers errors by the table, those of paths that are not there with `nowhere`, and validates by zod so that a refusal
 * names the field and the remedy.
 */
export function answerErrors(app: App, nowhere: ErrorHandler): void {
  app.setErrorHandler((error, request, reply) =>
    request.is404 ? nowhere(error, request, reply) : sendError(error, request, reply),
  );
  // In a hook, so that nobody reads a body first that is for nobody.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw new AppError('not_found', { message: nothingHere });
  });
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (value: unknown) => {
    try {
      return { value: parseOrRefuse(schema, value) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { error: httpPart === 'querystring' ? ofQuery(error) : error };
    }
  });
}

const ofQuery = ({ code, field, message }: AppError) =>
  new AppError(code, { ...(field === undefined ? {} : { field }), message: `query parameter ${message}` });
