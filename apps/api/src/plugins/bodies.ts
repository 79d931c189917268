// The two forms a submission arrives in, brought to one: JSON, or the bare source text.

import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { AppError, type SubmissionInput, submissionBounds } from '@cellblock/contract';
import type { FastifyRequest } from 'fastify';
import { createBudget, type Lease } from '../body/budget.js';
import { parseForm } from '../body/form.js';
import { parseJson } from '../body/json.js';
import { readBody } from '../body/read.js';
import { whenOver } from '../exchange.js';
import type { App } from '../server.js';

const MiB = 1024 * 1024;

/**
 * The largest JSON body of a submission. An escape such as \u0001 takes six bytes for one, and clients that escape
 * all but ASCII exist, so source (1 MiB) and stdin (16 MiB) at their maxima fit however they are spelled, with 2 MiB
 * for the rest. Input files at their maximum (16 MiB) fit too, except where the escapes of both are at their worst;
 * then base64, which takes four bytes for three, is the way.
 */
export const submissionBodyBytes =
  6 * (submissionBounds.sourceBytes.maximum + submissionBounds.stdinBytes.maximum) + 2 * MiB;

/** Bare sources, by media type. */
export const sourceTypes = ['text/x-c', 'text/x-csrc'];

/**
 * Bodies that are not yet answered may hold this much together. Strings of a body live on the JavaScript heap, one or
 * two bytes a character, and while one is parsed it is there twice: this stays well below the 2 GiB that node has.
 */
const budget = { maximumBytes: 256 * MiB, freeBytes: 256 * 1024 };

/** A body up to this takes nothing of what all of them may hold together. */
export const freeBodyBytes = budget.freeBytes;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Strings, brackets and commas that a JSON body may hold, where that is more than usual. */
    bodyTokens?: number;
    /** Whether the body may be a form: an object of texts, of a name given twice the last. */
    takesForms?: boolean;
  }
}

/** Takes application/json and sources, and forms where a route says so; any other media type is 415. */
export function takeBodies(app: App): void {
  const { lease } = createBudget(budget);
  const leases = new WeakMap<FastifyRequest, Lease>();
  app.addHook('onRequest', async (request, reply) => {
    const held = lease();
    leases.set(request, held);
    whenOver(request, reply, held.release);
  });
  const read = (request: FastifyRequest, payload: Readable, maximumBytes: number) => {
    const declared = request.headers['content-length'];
    const declaredBytes = declared === undefined ? undefined : Number(declared);
    return readBody(payload, { maximumBytes, declaredBytes, lease: leases.get(request) ?? lease() });
  };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
    refuseOtherCharsets(request);
    const { bodyLimit, config, schema } = request.routeOptions;
    const bytes = await read(request, payload, bodyLimit);
    // Many clients name a type with every request; where no body is asked for, an empty one is none.
    if (bytes.length === 0 && schema?.body === undefined) return undefined;
    return parseJson(bytes, config.bodyTokens);
  });
  app.addContentTypeParser(sourceTypes, async (request: FastifyRequest, payload: Readable) =>
    submissionOf(await read(request, payload, submissionBounds.sourceBytes.maximum)),
  );
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    async (request: FastifyRequest, payload: Readable) => {
      const { bodyLimit, config } = request.routeOptions;
      if (config.takesForms !== true) throw new AppError('unsupported_media_type');
      return parseForm(await read(request, payload, bodyLimit), config.bodyTokens);
    },
  );
}

// ASCII is UTF-8 too.
const charsetsOfJson = ['utf-8', 'utf8', 'us-ascii'];

function refuseOtherCharsets({ headers }: FastifyRequest): void {
  const given = /;\s*charset="?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (given === undefined || charsetsOfJson.includes(given.toLowerCase())) return;
  throw new AppError('unsupported_media_type', {
    field: 'content-type',
    message: 'JSON is UTF-8; send application/json with charset=utf-8, or with none',
  });
}

// Bytes that are not UTF-8 would not survive as a string, so they travel as a base64 file of the same name.
const submissionOf = (bytes: Buffer): SubmissionInput =>
  isUtf8(bytes)
    ? { source: bytes.toString('utf8') }
    : { files: [{ path: 'main.c', content: bytes.toString('base64'), encoding: 'base64' }] };
