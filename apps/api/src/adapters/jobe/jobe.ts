// The REST interface of Jobe 2.2, as CodeRunner and Runestone call it.

import { randomUUID } from 'node:crypto';
import { AppError } from '@cellblock/contract';
import type { Door, Shelf } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendUnkept } from '../../answer/json.js';
import { runJob } from '../../answer/run-job.js';
import { callerOf } from '../../caller.js';
import { sendErrorAs } from '../../errors.js';
import { submissionBodyBytes } from '../../plugins/bodies.js';
import type { App } from '../../server.js';
import { formOfError, formOfRunError, overload } from './errors.js';
import { addFiles } from './files.js';
import { resultOf } from './result.js';
import { readRunSpec, refuseUnknown } from './run-spec.js';
import { submissionOf } from './submission.js';

const bases = ['/jobe/index.php/restapi', '/jobe/restapi', '/restapi'];

const overloadTest = '!** TESTING OVERLOAD EXCEPTION **!';

// Clients bring keys of their own to a Jobe that asks for none.
const config = { ignoresStrangeKeys: true };

/** Adds the routes that Jobe has. */
export function addJobe(scope: App, { door, shelf }: { door: Door; shelf: Shelf }): void {
  scope.setErrorHandler((error, request, reply) => sendErrorAs(formOfError, error, request, reply));
  for (const base of bases) {
    scope.get(`${base}/languages`, { config }, async (_request, reply) =>
      sendUnkept(reply, [await languageOf(door)]),
    );
    scope.route({
      method: 'POST',
      url: `${base}/runs`,
      bodyLimit: submissionBodyBytes,
      config,
      errorHandler: (error, request, reply) => sendErrorAs(formOfRunError, error, request, reply),
      handler: (request, reply) => run(door, shelf, request, reply),
    });
    addFiles(scope, { url: `${base}/files/:id`, shelf, config });
  }
}

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
  if (spec.sourcecode === overloadTest) return sendUnkept(reply, overload);
  // After what Jobe's own test asks of a language that every Jobe has.
  refuseUnknown(spec);
  const made = submissionOf(spec, files, caller);
  if ('refused' in made) return sendUnkept(reply, made.refused);
  const { submission, names } = made;
  const job = { id: randomUUID(), kind: 'run' as const, submission };
  const outcome = await runJob(door, { request, reply, caller, job });
  if (outcome === null) return reply.hijack();
  return sendUnkept(reply, resultOf(outcome, { names, isCodeRunner: isCodeRunner(request) }));
}

const isCodeRunner = ({ headers }: FastifyRequest): boolean =>
  headers['user-agent'] === 'CodeRunner' || headers['x-coderunner-job-id'] !== undefined;
