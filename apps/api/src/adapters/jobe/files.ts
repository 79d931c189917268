// Files that clients put here, to name them in the file_list of a run.

import { AppError, isBase64, submissionBounds } from '@cellblock/contract';
import type { Shelf } from '@cellblock/queue';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { callerOf } from '../../caller.js';
import type { App } from '../../server.js';
import { isFileId } from './run-spec.js';

// Base64 of the largest file that a run may have, and the member that it is in.
const bodyLimit = Math.ceil((submissionBounds.inputBytes.maximum * 4) / 3) + 1024;

type Options = { url: string; shelf: Shelf; config: FastifyContextConfig };
type Route = { Params: { id: string } };

/** Adds PUT and HEAD of a file; each caller has files of its own. */
export function addFiles(scope: App, { url, shelf, config }: Options): void {
  scope.route<Route>({
    method: 'PUT',
    url,
    bodyLimit,
    config,
    onRequest: async (request) => {
      // Whatever the client calls it, it is JSON.
      request.headers['content-type'] = 'application/json';
    },
    handler: async (request, reply) => {
      await shelf.put(callerOf(request).owner, idIn(request), contentIn(request));
      return reply.code(204).send();
    },
  });
  scope.route<Route>({
    method: 'HEAD',
    url,
    config: { ...config, isCheap: true },
    handler: async (request, reply) => {
      const isThere = await shelf.has(callerOf(request).owner, idIn(request));
      return reply.code(isThere ? 204 : 404).send();
    },
  });
}

function idIn({ params: { id } }: FastifyRequest<Route>): string {
  if (!isFileId(id))
    throw new AppError('not_found', { message: 'The id of a file is of letters and digits' });
  return id;
}

function contentIn({ body, params }: FastifyRequest<Route>): Buffer {
  const contents =
    typeof body === 'object' && body !== null && 'file_contents' in body ? body.file_contents : null;
  if (typeof contents !== 'string') {
    throw new AppError('bad_request', { message: 'put: missing file_contents parameter' });
  }
  const text = contents.replace(/\s+/g, '');
  if (!isBase64(padded(text))) {
    throw new AppError('bad_request', {
      message: `put: contents of file ${params.id} are not valid base-64`,
    });
  }
  return Buffer.from(text, 'base64');
}

// Padding may be left out, as PHP's decoder allows.
const padded = (text: string): string =>
  text.length % 4 > 1 && !text.endsWith('=') ? text.padEnd(text.length + 4 - (text.length % 4), '=') : text;
