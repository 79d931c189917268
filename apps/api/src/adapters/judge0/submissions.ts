// Submissions: posted one by one or in batches, waited for or not, told of, listed, deleted.

import { randomUUID } from 'node:crypto';
import { AppError } from '@cellblock/contract';
import type { Door, PostedJob } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerOf, rankFor } from '../../caller.js';
import { hangUpSignal } from '../../exchange.js';
import { submissionBodyBytes } from '../../plugins/bodies.js';
import type { App } from '../../server.js';
import { type Given, readAsked, type Wrong } from './asked.js';
import { callbackTries } from './callback.js';
import { type FieldName, fieldsIn, shown, type Told } from './fields.js';
import { languagesOf } from './languages.js';
import { isOn, parametersOf, textOf } from './parameters.js';
import { statuses } from './statuses.js';
import { jobOf } from './submission.js';
import { findTold, type Note, runOutcome, toldOf } from './told.js';

export const mostInBatch = 20;
const usualPage = 20;
const longestPage = 100;
const longestWaitMs = 10 * 60_000;

export type SubmissionOptions = { door: Door; isPrivateAllowed: boolean; closing: AbortSignal };

type Token = { Params: { token: string } };

/** Adds the routes of submissions under `base`. */
export function addSubmissions(
  scope: App,
  base: string,
  options: SubmissionOptions & { config: object; operator: object },
): void {
  const { config, operator } = options;
  const takes = { bodyLimit: submissionBodyBytes, config: { ...config, takesForms: true } };
  const cheap = { config: { ...config, isCheap: true } };
  const path = `${base}/submissions`;
  scope.post(path, takes, (request, reply) => create(options, request, reply));
  scope.post(`${path}/batch`, takes, (request, reply) => createBatch(options, request, reply));
  scope.get(`${path}/batch`, cheap, (request, reply) => showBatch(options, request, reply));
  scope.get<Token>(`${path}/:token`, cheap, (request, reply) => show(options, request, reply));
  scope.get(path, { config: operator }, (request, reply) => list(options, request, reply));
  scope.delete<Token>(`${path}/:token`, { config: operator }, (request, reply) =>
    remove(options, request, reply),
  );
}

async function create(
  { door, isPrivateAllowed, closing }: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const parameters = parametersOf(request);
  const fields = fieldsIn(textOf(parameters.fields));
  const isBase64 = isOn(parameters.base64_encoded);
  const isWaiting = isOn(parameters.wait);
  const poster = { door, isPrivateAllowed, isBase64, isWaiting, request };
  const made = await postOne(poster, parameters);
  if ('wrong' in made) return reply.code(422).send(made.wrong);
  const { job, note } = made;
  reply.code(201).header('cache-control', 'no-store');
  if (!isWaiting) return { token: job.id };
  const signal = hangUpSignal(request, reply, closing);
  await door.wait(job.id, longestWaitMs, signal);
  if (signal.aborted && !closing.aborted) return reply.hijack();
  const ended = (await door.find(job.id)) ?? job;
  const outcome = ended.state === 'done' ? runOutcome(await door.outcome(job.id)) : null;
  const told = await toldOf({ job: ended, outcome, note }, new AbortController().signal);
  return shown(told, fields, isBase64) ?? { ...notText('this submission'), token: job.id };
}

type Poster = {
  door: Door;
  isPrivateAllowed: boolean;
  isBase64: boolean;
  isWaiting: boolean;
  request: FastifyRequest;
};

async function postOne(
  { door, isPrivateAllowed, isBase64, isWaiting, request }: Poster,
  given: Given,
): Promise<{ job: PostedJob; note: Note } | { wrong: Wrong }> {
  const caller: Caller = callerOf(request);
  const languages = await languagesOf(door);
  const languageIds = languages.map(({ id }) => id);
  const read = readAsked(given, { isBase64, isPrivateAllowed, caller, languageIds });
  if ('wrong' in read) return read;
  const { asked } = read;
  const language = languages.find(({ id }) => id === asked.language_id);
  if (language === undefined) throw new AppError('internal', { cause: new Error('a language that is none') });
  const made = await jobOf(asked, language, caller);
  if ('wrong' in made) return made;
  const note: Note = { service: 'judge0', asked, language: { id: language.id, name: language.name } };
  const id = randomUUID();
  const job = await door.post(
    { id, ...made },
    {
      owner: caller.owner,
      rank: rankFor(caller, undefined, isWaiting ? 'interactive' : 'grading'),
      callback: asked.callback_url === null ? undefined : { url: asked.callback_url, tries: callbackTries },
      note: JSON.stringify(note),
    },
  );
  request.log.info({ id }, 'job posted');
  return { job, note };
}

async function createBatch(
  options: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const parameters = parametersOf(request);
  const { submissions } = parameters;
  const list: unknown[] = Array.isArray(submissions) ? submissions : [];
  refuseSize(list.length);
  const isBase64 = isOn(parameters.base64_encoded);
  const poster = { ...options, isBase64, isWaiting: false, request };
  const answers: object[] = [];
  let posted = 0;
  for (const one of list) {
    const given = typeof one === 'object' && one !== null ? { ...one } : {};
    const made = await postOne(poster, given).catch((error: unknown) => {
      // Those before are in: whoever is told of them as of an error would never fetch them.
      if (posted === 0 || !(error instanceof AppError)) throw error;
      return { wrong: { error: [error.code === 'queue_full' ? 'queue is full' : error.message] } };
    });
    if ('wrong' in made) answers.push(made.wrong);
    else answers.push({ token: made.job.id });
    if (!('wrong' in made)) posted += 1;
  }
  return reply.code(posted > 0 ? 201 : 422).send(answers);
}

function refuseSize(count: number): void {
  if (count === 0) throw badRequest('there should be at least one submission in a batch');
  if (count > mostInBatch)
    throw badRequest(`number of submissions in a batch should be less than or equal to ${mostInBatch}`);
}

const badRequest = (message: string) => new AppError('bad_request', { message });
const notThere = () =>
  new AppError('not_found', { message: 'there is no submission with this token, or none any more' });

const notText = (which: string) => ({
  error: `some attributes for ${which} cannot be converted to UTF-8, use base64_encoded=true query parameter`,
});

/** What a request wants to be told. */
function wantedBy(request: FastifyRequest): { fields: readonly FieldName[]; isBase64: boolean } {
  const parameters = parametersOf(request);
  return { fields: fieldsIn(textOf(parameters.fields)), isBase64: isOn(parameters.base64_encoded) };
}

async function show(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest<Token>,
  reply: FastifyReply,
): Promise<unknown> {
  const { fields, isBase64 } = wantedBy(request);
  const told = await findTold(door, request.params.token, closing);
  if (told === null) throw notThere();
  const body = shown(told, fields, isBase64);
  if (body === null) return reply.code(400).send(notText('this submission'));
  return reply.header('cache-control', 'no-store').send(body);
}

async function showBatch(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { fields, isBase64 } = wantedBy(request);
  const { tokens: inHeader } = request.headers;
  const given = textOf(inHeader) ?? textOf(parametersOf(request).tokens) ?? '';
  const tokens = given.split(',').map((token) => token.trim());
  refuseSize(tokens.every((token) => token === '') ? 0 : tokens.length);
  const submissions: (object | null)[] = [];
  for (const token of tokens) {
    const told = await findTold(door, token, closing);
    const body = told === null ? null : shown(told, fields, isBase64);
    if (told !== null && body === null) return reply.code(400).send(notText('one or more submissions'));
    submissions.push(body);
  }
  return reply.header('cache-control', 'no-store').send({ submissions });
}

async function list(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { fields, isBase64 } = wantedBy(request);
  const parameters = parametersOf(request);
  const page = wholeIn(parameters.page, 1);
  const asked = wholeIn(parameters.per_page, usualPage);
  if (page <= 0) throw badRequest(`invalid page: ${page}`);
  if (asked < 0) throw badRequest(`invalid per_page: ${asked}`);
  const perPage = Math.min(asked, longestPage);
  const tokens = await door.noted();
  const submissions: object[] = [];
  for (const token of tokens.slice((page - 1) * perPage, page * perPage)) {
    const told = await findTold(door, token, closing);
    if (told === null) continue;
    const body = shown(told, fields, isBase64);
    if (body === null) return reply.code(400).send(notText('one or more submissions'));
    submissions.push(body);
  }
  const pages = perPage === 0 ? 0 : Math.ceil(tokens.length / perPage);
  const meta = {
    current_page: page,
    next_page: page < pages ? page + 1 : null,
    prev_page: page > 1 ? page - 1 : null,
    total_pages: pages,
    total_count: tokens.length,
  };
  return reply.header('cache-control', 'no-store').send({ submissions, meta });
}

// What is no number is 0, as Ruby reads it.
function wholeIn(value: unknown, usual: number): number {
  const text = textOf(value);
  if (text === null) return usual;
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) ? number : 0;
}

async function remove(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest<Token>,
  _reply: FastifyReply,
): Promise<unknown> {
  const { fields } = wantedBy(request);
  const { token } = request.params;
  const told: Told | null = await findTold(door, token, closing);
  if (told === null) throw notThere();
  const { status_id: id } = told;
  if (id === 1 || id === 2) {
    throw badRequest(`submission cannot be deleted because its status is ${id} (${statuses[id]})`);
  }
  await door.forget(token);
  request.log.info({ id: token }, 'job forgotten');
  // What is gone can't be asked for in another form.
  return shown(told, fields, true);
}
