// A client that does not take its answer. The answer may be large, and stays in memory as long as the client does.

import type { App } from '../server.js';

/** Ends the connection when, while an answer is sent, its client takes nothing for `stalledMs`. */
export function dropStalled(app: App, stalledMs: number): void {
  app.addHook('onSend', async ({ method }, { raw, statusCode }, payload) => {
    const hasBody = payload && method !== 'HEAD' && statusCode !== 204;
    if (!hasBody) return;
    raw.setTimeout(stalledMs, () => {
      if (raw.writableLength > 0) raw.destroy();
      // Of an answer that comes in pieces the next one may not be there yet, and nobody can take that.
      else if (!raw.writableEnded) raw.setTimeout(stalledMs);
    });
  });
}
