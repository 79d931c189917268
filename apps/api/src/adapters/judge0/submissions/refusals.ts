// What routes of submissions refuse, in Judge0's words.

import { AppError } from '@cellblock/contract';

export const badRequest = (message: string) => new AppError('bad_request', { message });

export const notThere = () =>
  new AppError('not_found', { message: 'there is no submission with this token, or none any more' });

/** The answer in place of bytes that are no text; `which` are they whose bytes these are. */
export const notText = (which: string) => ({
  error: `some attributes for ${which} cannot be converted to UTF-8, use base64_encoded=true query parameter`,
});
