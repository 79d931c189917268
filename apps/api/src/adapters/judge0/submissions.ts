// Submissions: posted one by one or in batches, waited for or not, told of, listed, deleted.

import type { FastifyRequest } from 'fastify';
import { refuseOtherOrigins } from '../../origin.js';
import { submissionBodyBytes } from '../../plugins/bodies.js';
import type { App } from '../../server.js';
import { createBatch, showBatch } from './submissions/batch.js';
import { create } from './submissions/create.js';
import { list } from './submissions/list.js';
import type { SubmissionOptions, Token } from './submissions/options.js';
import { remove } from './submissions/remove.js';
import { show } from './submissions/show.js';

type Options = SubmissionOptions & { config: object; operator: object; corsOrigins: readonly string[] };

/** Adds the routes of submissions under `base`. */
export function addSubmissions(scope: App, base: string, options: Options): void {
  const { config, operator, corsOrigins } = options;
  const takes = {
    bodyLimit: submissionBodyBytes,
    config: { ...config, takesForms: true },
    // Forms, and parameters of the query, are what any page can send without asking first.
    onRequest: async (request: FastifyRequest) => refuseOtherOrigins(request, corsOrigins),
  };
  const cheap = { config: { ...config, isCheap: true } };
  const path = `${base}/submissions`;
  scope.post(path, takes, (request, reply) => create(options, request, reply));
  scope.post(`${path}/batch`, takes, (request, reply) => createBatch(options, request, reply));
  scope.get(`${path}/batch`, cheap, (request, reply) => showBatch(options, request, reply));
  scope.get<Token>(`${path}/:token`, cheap, (request, reply) => show(options, request, reply));
  scope.get(path, { config: operator }, (request, reply) => list(options, request, reply));
  scope.delete<Token>(`${path}/:token`, { config: operator }, (request) => remove(options, request));
}
