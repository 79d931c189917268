// POST /mcp: the same sandbox for assistants, by the Model Context Protocol over streamable HTTP.
//
// Stateless: a message is answered by whichever API process gets it. The id that a client is given for its session is
// kept nowhere; it only makes the ids of requests its own, so that a request can be called off.

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, ErrorReply } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { preferredForm, varyByAccept } from '../answer/accept.js';
import { gradingBodyBytes, gradingTokens } from '../body/grading.js';
import { refuseSource } from '../body/submission.js';
import { callerOf } from '../caller.js';
import type { About } from '../description/about.js';
import { hangUpSignal } from '../exchange.js';
import { answerCall, jobIdOf } from '../mcp/call.js';
import { answerMessage } from '../mcp/server.js';
import { refuseOtherOrigins } from '../origin.js';
import type { App } from '../server.js';

const RequestId = z.union([z.string().max(200), z.int()]);

// One message at a time: a batch would be many requests by the rate of one.
const Message = z
  .strictObject({
    jsonrpc: z.literal('2.0'),
    id: RequestId.optional(),
    method: z.string(),
    params: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'McpMessage', description: 'A request or a notification of JSON-RPC 2.0.' });

const Answer = z
  .looseObject({ jsonrpc: z.literal('2.0') })
  .meta({ id: 'McpAnswer', description: 'The answer of JSON-RPC 2.0 to a request.' });

const Cancelled = z.object({ requestId: RequestId });

const about: About = {
  summary: 'The tools run_c and grade_c for assistants, by the Model Context Protocol',
  description:
    'Streamable HTTP without state: GET and DELETE are 405. A request is answered with events, or, where Accept wants nothing else, with JSON; a notification with 202. Pages of other origins are refused unless CORS lets them in.',
  tag: 'Running',
  examples: { list: { jsonrpc: '2.0', id: 1, method: 'tools/list' } },
  gives: { 'text/event-stream': 'The answer, and before it what the client wants to know of the progress.' },
};

type Options = { door: Door; corsOrigins: readonly string[]; heartbeatMs: number };

/** Adds POST /mcp, which posts through `door`. */
export function addMcp(app: App, { door, corsOrigins, heartbeatMs }: Options): void {
  app.route({
    method: 'POST',
    url: '/mcp',
    bodyLimit: gradingBodyBytes,
    config: { about, bodyTokens: gradingTokens },
    schema: { body: Message, response: { 200: Answer, 202: z.null(), default: ErrorReply } },
    onRequest: async (request) => refuseOtherOrigins(request, corsOrigins),
    preValidation: refuseSource,
    handler: async (request, reply) => {
      const { body: message, log } = request;
      const caller = callerOf(request);
      const session = sessionOf(request);
      const signal = hangUpSignal(request, reply);
      if (message.method === 'notifications/cancelled') {
        const cancelled = Cancelled.safeParse(message.params);
        if (cancelled.success && session !== null) {
          const id = jobIdOf(caller.owner, session, cancelled.data.requestId);
          callOff(door, id).catch((err: unknown) => log.warn({ id, err }, 'not called off'));
        }
      }
      const answer = await answerMessage({
        message,
        headers: protocolHeaders(request),
        isPlain: preferredForm(request.headers.accept, 'events', ['json']) === 'json',
        heartbeatMs,
        call: ({ request: requestId, ...call }, onProgress) =>
          answerCall(
            { ...call, id: jobIdOf(caller.owner, session, requestId) },
            { door, caller, log, signal, onProgress },
          ),
      });
      varyByAccept(reply).header('cache-control', 'no-store');
      if (message.method === 'initialize') reply.header('mcp-session-id', randomUUID());
      return send(reply, answer);
    },
  });
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  const { status, headers, body, ok } = response;
  if (!ok) throw new AppError('bad_request', { message: await complaintOf(response) });
  reply.code(status);
  if (body === null) return reply.send();
  return reply
    .type(headers.get('content-type') ?? 'application/json')
    .send(Readable.fromWeb(body as ReadableStream));
}

const Complaint = z.object({ error: z.object({ message: z.string() }) });

/** What the protocol has against a message. */
const complaintOf = async (response: Response) => Complaint.parse(await response.json()).error.message;

function sessionOf({ headers }: FastifyRequest): string | null {
  const given = headers['mcp-session-id'];
  if (given === undefined) return null;
  if (typeof given === 'string' && /^[\x21-\x7e]{1,100}$/.test(given)) return given;
  throw new AppError('invalid_field', {
    field: 'mcp-session-id',
    message: 'the header mcp-session-id must be as it was sent with the answer to initialize',
  });
}

function protocolHeaders({ headers }: FastifyRequest): Record<string, string> {
  const version = headers['mcp-protocol-version'];
  return typeof version === 'string' ? { 'mcp-protocol-version': version } : {};
}

// The request that is to be called off may still be on its way in, on a connection of its own.
const lookMs = 50;
const looks = 40;

async function callOff(door: Door, id: string): Promise<void> {
  for (let look = 0; look < looks; look++) {
    if ((await door.find(id)) !== null) {
      await door.cancel(id);
      return;
    }
    await delay(lookMs, undefined, { ref: false });
  }
}
