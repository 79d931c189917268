// The header Idempotency-Key: the client's own name for a request, so that it can send the request again when it never
// saw the answer. The same request gets the same answer, also while the first is still being served; another request
// under the same name is refused. Names are each caller's own. Whoever serves the request where the first has died has its
// id (making.ts), and so makes nothing twice.

import { createHash } from 'node:crypto';
import { pipeline, Readable, Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@cellblock/contract';
import type { Entrance, KeptAnswer, Reservation } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../caller.js';
import { hangUpSignal, whenOver } from '../exchange.js';
import { setMadeId } from '../making.js';
import type { App } from '../server.js';

/** A longer answer is not kept: Redis is for many. The same request is then told so. */
const keptBytes = 4 * 1024 * 1024;
const pollMs = 100;

type First = Extract<Reservation, { kind: 'first' }>;

/** Answers a request that has an Idempotency-Key as the first of that name was answered in the last `keepMs`. */
export function answerAgain(app: App, entrance: Entrance, keepMs: number): void {
  const firsts = new WeakMap<FastifyRequest, First>();

  app.addHook('preHandler', async (request, reply) => {
    const given = request.headers['idempotency-key'];
    if (given === undefined || request.method !== 'POST') return;
    // What is for everybody has no caller whose name it could be, and makes nothing.
    if (request.routeOptions.config.access === 'public') return;
    const name = nameOf(request, given);
    const { owner } = callerOf(request);
    const found = await settled(request, reply, () =>
      entrance.reserve(name, fingerprint(request), keepMs, owner),
    );
    if (found.kind === 'answered') return replay(reply, found.answer);
    if (found.kind === 'different') {
      throw new AppError('conflict', {
        field: 'idempotency-key',
        message: 'idempotency-key was used for another request; give each request a key of its own',
      });
    }
    firsts.set(request, found);
    setMadeId(request, found.id);
    // Whoever hangs up has called a run off, and what was not kept by then will not be; what was made is found again.
    whenOver(request, reply, () => found.giveUp());
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const first = firsts.get(request);
    if (first === undefined) return payload;
    if (!isFinal(reply.statusCode)) {
      first.giveUp(true);
      return payload;
    }
    const head = { status: reply.statusCode, headers: ownHeaders(reply) };
    // An answer that can't be kept is an answer all the same.
    const keep = (body: Buffer | null) =>
      first.keep({ ...head, body }).catch((err: unknown) => {
        request.log.warn({ err }, 'an answer could not be kept');
      });
    return kept(payload, keep);
  });
}

// What another try may change is not kept: our own failures, and refusals for want of room or time.
const isFinal = (status: number) => status < 500 && ![408, 409, 429].includes(status);

function nameOf(request: FastifyRequest, given: string | string[]): string {
  if (typeof given !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(given)) {
    throw new AppError('invalid_field', {
      field: 'idempotency-key',
      message: 'idempotency-key must be 1 to 255 printable ASCII characters without spaces',
    });
  }
  if (request.headers.accept?.includes('text/event-stream')) {
    throw new AppError('invalid_field', {
      field: 'idempotency-key',
      message:
        'idempotency-key is not taken with text/event-stream; POST /jobs and read the events of the job',
    });
  }
  return digest([callerOf(request).owner, given]);
}

// What the request means, after parsing: spaces and the order of members in its JSON make no other request of it. A bare
// source does: it is answered in another form.
const fingerprint = ({ method, url, headers, mediaType = '', body }: FastifyRequest) =>
  digest([method, url, headers.accept ?? '', mediaType, body === undefined ? '' : JSON.stringify(body)]);

function digest(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url');
}

/** What is found once it is no longer pending; whoever is first may take as long as a job takes. */
async function settled(
  request: FastifyRequest,
  reply: FastifyReply,
  look: () => Promise<Reservation>,
): Promise<Exclude<Reservation, { kind: 'pending' }>> {
  let found = await look();
  const signal = found.kind === 'pending' ? hangUpSignal(request, reply) : null;
  while (found.kind === 'pending') {
    await delay(pollMs);
    if (signal?.aborted) throw new AppError('bad_request', { message: 'the connection ended' });
    found = await look();
  }
  return found;
}

function replay(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  if (body === null) {
    throw new AppError('conflict', {
      field: 'idempotency-key',
      message: `this request was answered before; its answer was over ${keptBytes} bytes, or there was no room for it, and is not kept`,
    });
  }
  return reply.code(status).headers(headers).header('idempotent-replayed', 'true').send(body);
}

// The rest belongs to the request that it came with.
const notKept =
  /^(x-request-id|ratelimit|ratelimit-policy|date|connection|keep-alive|vary|access-control-.*)$/;

function ownHeaders(reply: FastifyReply): Record<string, string> {
  const all = Object.entries(reply.getHeaders());
  const own = all.filter(([name, value]) => value !== undefined && !notKept.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

/** The payload, which ends only when it is kept; so whoever has all of it gets the same again. */
async function kept(payload: unknown, keep: (body: Buffer | null) => Promise<void>): Promise<unknown> {
  if (payload instanceof Readable) return pipeline(payload, copyOf(keep), () => {});
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : '');
  await keep(body.length > keptBytes ? null : body);
  return payload;
}

function copyOf(keep: (body: Buffer | null) => Promise<void>): Transform {
  let chunks: Buffer[] | null = [];
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > keptBytes) chunks = null;
      chunks?.push(chunk);
      done(null, chunk);
    },
    flush(done) {
      keep(chunks === null ? null : Buffer.concat(chunks)).then(() => done(), done);
    },
  });
}
