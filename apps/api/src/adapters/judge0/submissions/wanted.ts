import type { FastifyRequest } from 'fastify';
import { type FieldName, fieldsIn } from '../fields.js';
import { isOn, parametersOf, textOf } from '../parameters.js';

/** What a request wants to be told; AppError bad_request for fields that there are not. */
export function wantedBy(request: FastifyRequest): { fields: readonly FieldName[]; isBase64: boolean } {
  const parameters = parametersOf(request);
  return { fields: fieldsIn(textOf(parameters.fields)), isBase64: isOn(parameters.base64_encoded) };
}
