// Where a client wants to be told that its job has ended.

import { z } from 'zod';
import { byteLength, isBase64 } from './text.js';

const longestUrl = 2048;

const isWebAddress = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false;
  return url.hostname !== '' && url.username === '' && url.password === '';
};

const base64Prefix = 'whsec_';
const leastKeyBytes = 16;

// What decoders skip would leave a shorter key, or none.
function isKey(secret: string): boolean {
  if (!secret.startsWith(base64Prefix)) return true;
  const key = secret.slice(base64Prefix.length);
  return isBase64(key) && byteLength(key, 'base64') >= leastKeyBytes;
}

export const Callback = z
  .strictObject({
    url: z
      .string()
      .max(longestUrl)
      .refine(isWebAddress, { error: 'must be an http or https URL without user name and password' })
      .meta({ description: 'Gets a POST when the job has ended, again until it answers with 2xx.' }),
    secret: z
      .string()
      .min(16)
      .max(256)
      .refine(isKey, {
        error: `must be whsec_ and base64 of at least ${leastKeyBytes} bytes, or another text`,
      })
      .meta({
        description:
          'Known to you alone; the POST is signed with it. `whsec_` and base64 of at least 16 bytes, or any other text.',
      }),
  })
  .meta({
    id: 'Callback',
    description: 'Signed as Standard Webhooks are: HMAC-SHA256 over id, time and body.',
  });
export type Callback = z.infer<typeof Callback>;
