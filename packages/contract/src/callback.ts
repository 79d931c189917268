// Where a client wants to be told that its job has ended.

import { z } from 'zod';

const longestUrl = 2048;

const isWebAddress = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false;
  return url.hostname !== '' && url.username === '' && url.password === '';
};

export const Callback = z
  .strictObject({
    url: z
      .string()
      .max(longestUrl)
      .refine(isWebAddress, { error: 'must be an http or https URL without user name and password' })
      .meta({ description: 'Gets a POST when the job has ended, again until it answers with 2xx.' }),
    secret: z.string().min(16).max(256).meta({
      description: 'Known to you alone; the POST is signed with it. `whsec_` and base64, or any text.',
    }),
  })
  .meta({
    id: 'Callback',
    description: 'Signed as Standard Webhooks are: HMAC-SHA256 over id, time and body.',
  });
export type Callback = z.infer<typeof Callback>;
