// POST and GET /pastes: a program kept under a link, and the recent ones that are listed.

import { randomUUID } from 'node:crypto';
import {
  AppError,
  ErrorReply,
  NewPaste,
  type PasteRequest as Order,
  outputOrder,
  PasteRequest,
  pasteBounds,
  RecentPastes,
  resultOf,
} from '@cellblock/contract';
import type { Door, PasteResult, Pastes } from '@cellblock/queue';
import { z } from 'zod';
import { sendJson } from '../answer/json.js';
import { pasteOf } from '../answer/paste.js';
import { refuseSource } from '../body/submission.js';
import { type Caller, callerOf, limitsFor } from '../caller.js';
import type { About } from '../description/about.js';
import { newPasteExample, pasteExamples } from '../description/paste-examples.js';
import { repeatableId } from '../making.js';
import { submissionBodyBytes } from '../plugins/bodies.js';
import type { App } from '../server.js';

export type PasteOptions = {
  door: Door;
  pastes: Pastes;
  /** How long a paste is kept where its author does not say, in ms; null for ever. */
  lifeMs: number | null;
  /** Whether recent pastes are listed. */
  isListing: boolean;
};

const aboutPost: About = {
  summary: 'Keeps a program under a link, with what came of it',
  description:
    'The program is run here, and what came of it recorded: nobody can keep a result that there was not. Where it can not be run now, it is kept all the same, and `resultError` says why there is no result. What was kept never changes; `deleteSecret`, which is told this once, deletes it.',
  tag: 'Pastes',
  examples: pasteExamples,
  answers: { 201: newPasteExample },
  tells: { location: 'Where the paste is found.' },
  errors: ['paste_store_full'],
};

const aboutGet: About = {
  summary: 'Recent pastes, of those that their authors have listed',
  description: 'Not found where the operator has not switched the list on (CELLBLOCK_RECENT).',
  tag: 'Pastes',
  errors: ['not_found', 'queue_unavailable'],
};

const RecentQuery = z.strictObject({
  before: z.iso.datetime().optional().meta({ description: 'Only pastes made before this.' }),
  limit: z.coerce.number().int().min(1).max(pasteBounds.listed.maximum).default(20),
});

/** Adds POST and GET /pastes. */
export function addPastes(app: App, options: PasteOptions): void {
  app.route({
    method: 'POST',
    url: '/pastes',
    bodyLimit: submissionBodyBytes,
    config: { about: aboutPost },
    schema: { body: PasteRequest, response: { 201: NewPaste, default: ErrorReply } },
    preValidation: refuseSource,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const order = { ...request.body, submission: bounded(caller, request.body) };
      const { paste, secret } = await keepPaste(options, caller, order, repeatableId(request));
      request.log.info({ paste: 'kept' }, 'paste');
      reply.code(201).header('location', `/pastes/${paste.id}`).header('cache-control', 'no-store');
      return sendJson(reply, NewPaste, { ...pasteOf(paste), deleteSecret: secret });
    },
  });

  app.route({
    method: 'GET',
    url: '/pastes',
    config: { access: 'public', isRated: true, about: aboutGet },
    schema: { querystring: RecentQuery, response: { 200: RecentPastes, default: ErrorReply } },
    handler: async (request, reply) => {
      const list = await recentPage(options, request.query);
      reply.header('cache-control', 'public, max-age=10');
      return list;
    },
  });
}

type Range = { before?: string | undefined; limit: number };

/** Pastes that are listed, made before `before`; AppError not_found where none are listed here. */
export async function recentPage(
  { pastes, isListing }: Pick<PasteOptions, 'pastes' | 'isListing'>,
  { before, limit }: Range,
): Promise<RecentPastes> {
  if (!isListing) throw new AppError('not_found', { message: 'recent pastes are not listed here' });
  // One more than is told, which says whether there is more to ask for.
  const from = before === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(before);
  const rows = await pastes.recent(from, limit + 1);
  const told = rows.slice(0, limit);
  return { pastes: told, next: rows.length > limit ? (told.at(-1)?.createdAt ?? null) : null };
}

type Kept = Awaited<ReturnType<Pastes['add']>>;

/**
 * Keeps a paste, and then what comes of it. It is kept also where it can't be run. What was made from `seed` before is gone
 * on with.
 */
export async function keepPaste(
  { door, pastes, lifeMs }: PasteOptions,
  caller: Caller,
  { submission, title, forkOf, isListed, expiresInS, run }: Order,
  seed: string | null = null,
): Promise<Kept> {
  const life = expiresInS === undefined ? lifeMs : expiresInS * 1000;
  const { paste, secret } = await pastes.add({
    ...{ submission, isListed, isToRun: run, lifeMs: life },
    title: title ?? null,
    forkOf: forkOf ?? null,
    seed: seed ?? undefined,
  });
  if (!run || paste.result !== null) return { paste, secret };
  const result = await evaluated(door, caller, submission);
  // Its author has to learn its name and its secret, also where Redis went away in between.
  const recorded = await pastes.record(paste.id, result).catch(whyNone);
  return { paste: { ...paste, result: recorded }, secret };
}

async function evaluated(door: Door, caller: Caller, submission: Order['submission']): Promise<PasteResult> {
  // Whoever hangs up has the paste kept, so the run is not called off.
  const never = new AbortController().signal;
  try {
    const outcome = await door.submit({ id: randomUUID(), kind: 'run', submission }, never, caller);
    return { result: resultOf(outcome), order: outputOrder(outcome) };
  } catch (error) {
    return whyNone(error);
  }
}

function whyNone(error: unknown): PasteResult {
  if (!(error instanceof AppError)) throw error;
  const { code, message, field } = error;
  return { error: { code, message, ...(field === undefined ? {} : { field }) } };
}

/** The submission as this caller may run it; nothing is kept of when it ran where. */
function bounded(caller: Caller, { submission }: Order): Order['submission'] {
  return { ...submission, timings: false, limits: limitsFor(caller, submission.limits, 'submission.limits') };
}
