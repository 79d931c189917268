// The REST interface of Jobe 2.2, as CodeRunner and Runestone call it.

import { randomUUID } from 'node:crypto';
import { AppError, isBase64, submissionBounds } from '@cellblock/contract';
import type { Door, Shelf } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { runJob } from '../../answer/run-job.js';
import { callerOf } from '../../caller.js';
import { sendErrorAs } from '../../errors.js';
import { submissionBodyBytes } from '../../plugins/bodies.js';
import type { App } from '../../server.js';
import { formOfError, formOfRunError, overload } from './errors.js';
import { resultOf } from './result.js';
import { isFileId, readRunSpec, refuseUnknown } from './run-spec.js';
import { submissionOf } from './submission.js';

const bases = ['/jobe/index.php/restapi', '/jobe/restapi', '/restapi'];

// Base64 of the largest file that a run may have, and the member that it is in.
const fileBodyBytes = Math.ceil((submissionBounds.inputBytes.maximum * 4) / 3) + 1024;
const overloadTest = '!** TESTING OVERLOAD EXCEPTION **!';

// Clients bring keys of their own to a Jobe that asks for none.
const config = { ignoresStrangeKeys: true };

/** Adds the routes that Jobe has. */
export function addJobe(scope: App, { door, shelf }: { door: Door; shelf: Shelf }): void {
  scope.setErrorHandler((error, request, reply) => sendErrorAs(formOfError, error, request, reply));
  for (const base of bases) {
    scope.get(`${base}/languages`, { config }, async (_request, reply) =>
      answer(reply, [await languageOf(door)]),
    );
    scope.route({
      method: 'POST',
      url: `${base}/runs`,
      bodyLimit: submissionBodyBytes,
      config,
      errorHandler: (error, request, reply) => sendErrorAs(formOfRunError, error, request, reply),
      handler: (request, reply) => run(door, shelf, request, reply),
    });
    scope.route<{ Params: { id: string } }>({
      method: 'PUT',
      url: `${base}/files/:id`,
      bodyLimit: fileBodyBytes,
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
    scope.route<{ Params: { id: string } }>({
      method: 'HEAD',
      url: `${base}/files/:id`,
      config: { ...config, isCheap: true },
      handler: async (request, reply) => {
        const isThere = await shelf.has(callerOf(request).owner, idIn(request));
        return reply.code(isThere ? 204 : 404).send();
      },
    });
  }
}

const answer = (reply: FastifyReply, value: unknown): FastifyReply =>
  reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(value));

/** The one language, with the version of a worker's compiler. */
async function languageOf(door: Door): Promise<[string, string]> {
  const { workers } = await door.status();
  const versions = workers.flatMap(({ compilers: { gcc } }) => gcc ?? []);
  return ['c', versions[0] ?? 'unknown'];
}

async function run(
  door: Door,
  shelf: Shelf,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const caller = callerOf(request);
  const spec = readRunSpec(request.body, caller);
  const found = await shelf.find(
    caller.owner,
    spec.files.map(({ id }) => id),
  );
  const files = spec.files.map(({ name }, index) => {
    const content = found[index];
    if (content) return { name, content };
    throw new AppError('not_found', {
      message: 'One or more of the specified files is missing/unavailable',
    });
  });
  if (spec.sourcecode === overloadTest) return answer(reply, overload);
  // After what Jobe's own test asks of a language that every Jobe has.
  refuseUnknown(spec);
  const made = submissionOf(spec, files, caller);
  if ('refused' in made) return answer(reply, made.refused);
  const { submission, names } = made;
  const job = { id: randomUUID(), kind: 'run' as const, submission };
  const outcome = await runJob(door, { request, reply, caller, job });
  if (outcome === null) return reply.hijack();
  return answer(reply, resultOf(outcome, { names, isCodeRunner: isCodeRunner(request) }));
}

const isCodeRunner = ({ headers }: FastifyRequest): boolean =>
  headers['user-agent'] === 'CodeRunner' || headers['x-coderunner-job-id'] !== undefined;

function idIn({ params: { id } }: FastifyRequest<{ Params: { id: string } }>): string {
  if (!isFileId(id))
    throw new AppError('not_found', { message: 'The id of a file is of letters and digits' });
  return id;
}

function contentIn({ body, params }: FastifyRequest<{ Params: { id: string } }>): Buffer {
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
