// The two doors that a submission comes in by: JSON with everything in it, or a bare source with options in the query.

import { AppError, Submission } from '@cellblock/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sourceTypes } from '../plugins/bodies.js';

const { compiler, profile, args } = Submission.shape;
const { name, standard, optimize } = compiler.unwrap().shape;

/** What the query may say beside a bare source. */
export const SourceOptions = z
  .strictObject({
    std: standard,
    optimize,
    compiler: name,
    profile,
    args: z.preprocess((value) => (typeof value === 'string' ? [value] : value), args),
  })
  .meta({ id: 'SourceOptions', description: 'Options of a bare source; args may be given several times.' });
export type SourceOptions = z.infer<typeof SourceOptions>;

/** Whether the body is the source itself. */
export const isBareSource = ({ mediaType = '' }: Pick<FastifyRequest, 'mediaType'>): boolean =>
  sourceTypes.includes(mediaType);

/** Refuses options in the query of JSON; before schemas are applied, while it can be seen what was really sent. */
export async function refuseWrongDoor(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) throw new AppError('unsupported_media_type');
  const given = Object.keys(request.query ?? {})[0];
  if (given !== undefined && !isBareSource(request)) {
    throw new AppError('invalid_field', {
      field: given,
      message: `query parameter ${given} is not taken with application/json; options go into the body`,
    });
  }
}

/** Refuses a bare source where more than a source is needed. */
export async function refuseSource(request: FastifyRequest): Promise<void> {
  if (request.body === undefined || isBareSource(request)) {
    throw new AppError('unsupported_media_type', { message: 'this path takes application/json alone' });
  }
}

/** The submission of a request, whichever door it came by. */
export function submissionIn<Body extends Submission>(
  request: Pick<FastifyRequest, 'mediaType'> & { body: Body; query: SourceOptions },
): Body {
  if (!isBareSource(request)) return request.body;
  const { std, optimize, compiler, profile, args } = request.query;
  return {
    ...request.body,
    args,
    profile,
    compiler: { ...request.body.compiler, name: compiler, standard: std, optimize },
  };
}

// The field of a submission and the query parameter that says the same.
const optionNames: Record<string, string> = {
  'compiler.standard': 'std',
  'compiler.optimize': 'optimize',
  'compiler.name': 'compiler',
};

/** The error as the client of a bare source understands it: a worker refuses by field, and knows nothing of doors. */
export function namingOption(error: unknown): unknown {
  if (!(error instanceof AppError) || error.field === undefined) return error;
  const { code, message, cause } = error;
  return new AppError(code, { field: optionNames[error.field] ?? error.field, message, cause });
}
