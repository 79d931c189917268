// Listeners on the host that no program may ever reach.

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Two listeners, on 127.0.0.1 and on an abstract unix socket, and how often somebody came. */
export type Canaries = { port: number; abstract: string; visits(): number; close(): Promise<void> };

/** Starts the listeners. */
export async function openCanaries(): Promise<Canaries> {
  let visits = 0;
  const count = () => {
    visits += 1;
  };
  const abstract = `cellblock-canary-${process.pid}`;
  const tcp = createServer(count).listen(0, '127.0.0.1');
  const unix = createServer(count).listen(`\0${abstract}`);
  await Promise.all([once(tcp, 'listening'), once(unix, 'listening')]);
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return {
    port: address.port,
    abstract,
    visits: () => visits,
    async close() {
      await Promise.all([closed(tcp), closed(unix)]);
    },
  };
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));
