// GET and DELETE /pastes/:id, and its source as text: whoever has the link may read it.

import { AppError, ErrorReply, Paste, together } from '@cellblock/contract';
import type { KeptPaste, Pastes } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { zipSync } from 'fflate';
import { z } from 'zod';
import { sendJson } from '../answer/json.js';
import { pasteOf } from '../answer/paste.js';
import { callerOf } from '../caller.js';
import type { About } from '../description/about.js';
import type { App } from '../server.js';

const aboutGet: About = {
  summary: 'A paste, and what came of it',
  description: 'Whoever has the link may read it; no API key is needed.',
  tag: 'Pastes',
  errors: ['queue_unavailable'],
};

const aboutRaw: About = {
  summary: 'The source of a paste',
  description:
    'As text. Of several files, those that the program is given to read among them, `file` names one, the first .c file where it is left out; `download` gives them as a file to keep, several of them as a zip.',
  tag: 'Pastes',
  gives: { 'text/plain': 'The source.', 'application/zip': 'All files, where several are downloaded.' },
  errors: ['queue_unavailable'],
};

const secretHeader = 'cellblock-delete-secret';

const aboutDelete: About = {
  summary: 'Deletes a paste',
  description:
    'Takes the secret that its author was told, in the header cellblock-delete-secret, or an operator.',
  tag: 'Pastes',
  reads: { [secretHeader]: 'The secret that its author was told.' },
  errors: ['forbidden'],
};

// Any text may be asked for: what can't be the name of a paste is not there.
const PasteParams = z.strictObject({ id: z.string() });
const RawQuery = z.strictObject({ file: z.string().optional(), download: z.literal('').optional() });

/** Adds GET and DELETE /pastes/:id and GET /pastes/:id/raw. */
export function addPaste(app: App, pastes: Pastes): void {
  app.route({
    method: 'GET',
    url: '/pastes/:id',
    config: { access: 'public', isRated: true, about: aboutGet },
    schema: { params: PasteParams, response: { 200: Paste, default: ErrorReply } },
    handler: async (request, reply) => {
      const paste = await foundPaste(pastes, request.params.id);
      if (isKnown(request, reply, paste)) return notModified(reply);
      return sendJson(reply, Paste, pasteOf(paste));
    },
  });

  app.route({
    method: 'GET',
    url: '/pastes/:id/raw',
    config: { access: 'public', isRated: true, about: aboutRaw },
    schema: { params: PasteParams, querystring: RawQuery, response: { default: ErrorReply } },
    handler: async (request, reply) => {
      const paste = await foundPaste(pastes, request.params.id);
      if (isKnown(request, reply, paste)) return notModified(reply);
      const { file, download } = request.query;
      return sendSource(reply, paste, { file, isDownload: download !== undefined });
    },
  });

  app.route({
    method: 'DELETE',
    url: '/pastes/:id',
    config: { isCheap: true, about: aboutDelete },
    schema: { params: PasteParams, response: { 204: z.null(), default: ErrorReply } },
    handler: async (request, reply) => {
      const { id } = request.params;
      await foundPaste(pastes, id);
      if (!callerOf(request).isOperator) await refuseStrangers(pastes, id, request.headers[secretHeader]);
      await pastes.remove(id);
      request.log.info({ paste: 'deleted' }, 'paste');
      return reply.code(204).send(null);
    },
  });
}

/** The paste of this id; AppError not_found, alike for what never was, is over, or was deleted. */
export async function foundPaste(pastes: Pastes, id: string): Promise<KeptPaste> {
  const paste = /^[A-Za-z0-9]{22}$/.test(id) ? await pastes.find(id) : null;
  if (paste === null)
    throw new AppError('not_found', { message: 'there is no paste of this name, or none any more' });
  return paste;
}

async function refuseStrangers(
  pastes: Pastes,
  id: string,
  secret: string | string[] | undefined,
): Promise<void> {
  if (typeof secret !== 'string') {
    throw new AppError('forbidden', {
      field: secretHeader,
      message: `deleting a paste takes the secret that its author was told, in the header ${secretHeader}`,
    });
  }
  if ((await pastes.isSecretOf(id, secret)) === false) {
    throw new AppError('forbidden', {
      field: secretHeader,
      message: `${secretHeader} is not that of this paste`,
    });
  }
}

/**
 * Whether the client has this already. A paste changes only in what came of it: nothing, then a reason, then a result; but
 * it may be deleted, so it is asked for again after a moment.
 */
function isKnown(request: FastifyRequest, reply: FastifyReply, { id, result }: KeptPaste): boolean {
  const tag = `"${id}-${stateOf(result)}"`;
  reply.headers({ etag: tag, 'cache-control': 'public, max-age=30, must-revalidate' });
  const known = request.headers['if-none-match']?.split(',') ?? [];
  // What is in between may have packed the answer, and marks its tag as weak then.
  return known.some((each) => each.trim().replace(/^W\//, '') === tag);
}

const stateOf = (result: KeptPaste['result']): string =>
  result === null ? 'bare' : 'error' in result ? result.error.code : 'run';

const notModified = (reply: FastifyReply) => reply.code(304).send();

type Wanted = { file: string | undefined; isDownload: boolean };

function sendSource(
  reply: FastifyReply,
  { id, submission }: KeptPaste,
  { file, isDownload }: Wanted,
): FastifyReply {
  const files = filesOf(submission);
  if (isDownload && file === undefined && files.length > 1) {
    // In a folder, so that no file has the name of what every object has already.
    const entries = files.map(({ path, bytes }): [string, Uint8Array] => [`${id}/${path}`, bytes]);
    return attached(reply, `${id}.zip`)
      .type('application/zip')
      .send(Buffer.from(zipSync(Object.fromEntries(entries), { mtime: new Date('1980-01-02T00:00:00Z') })));
  }
  const wanted = files.find(({ path }) => (file === undefined ? path.endsWith('.c') : path === file));
  if (wanted === undefined)
    throw new AppError('not_found', { field: 'file', message: 'the paste has no such file' });
  if (isDownload) attached(reply, wanted.path.split('/').at(-1) ?? 'main.c');
  return reply.type('text/plain; charset=utf-8').send(wanted.bytes);
}

// Names are of the contract's alphabet (FilePath), so they need no quoting.
const attached = (reply: FastifyReply, name: string) =>
  reply.header('content-disposition', `attachment; filename="${name}"`);

// As its page shows them: the files of the program's among those of the compiler's.
const filesOf = (submission: KeptPaste['submission']): { path: string; bytes: Buffer }[] =>
  together(submission).list.map(({ path, content, encoding }) => ({
    path,
    bytes: Buffer.from(content, encoding),
  }));
