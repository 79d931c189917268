// The signature of a callback, as Standard Webhooks have it: whoever knows the secret can tell that it comes from here,
// that nobody changed it, and when it was sent.

import { createHmac } from 'node:crypto';

type Message = { id: string; sentAtS: number; body: string };

/** The headers that sign this body. */
export function signatureHeaders(secret: string, { id, sentAtS, body }: Message): Record<string, string> {
  const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${sentAtS}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(sentAtS),
    'webhook-signature': `v1,${hmac.digest('base64')}`,
  };
}

const prefix = 'whsec_';

const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret);
