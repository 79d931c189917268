// A way to Redis on which a reply can be lost: Redis has done what it was told, and the connection ends before it says so.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type LossyWay = {
  url: string;
  /** Loses the next reply that holds `text`, and nothing more. */
  lose(text: string): void;
  /** How many replies were lost. */
  lost(): number;
  close(): void;
};

/** Opens a way to the Redis at this address, a unix socket's. */
export async function openLossyWay(redisUrl: string): Promise<LossyWay> {
  let wanted: string | null = null;
  let lost = 0;
  const sockets = new Set<Socket>();
  const join = (here: Socket, there: Socket) => {
    sockets.add(here);
    here.on('error', () => there.destroy());
    here.on('close', () => {
      sockets.delete(here);
      there.destroy();
    });
  };
  const server = createServer((client) => {
    const redis = connect(new URL(redisUrl).pathname);
    join(client, redis);
    join(redis, client);
    client.pipe(redis);
    redis.on('data', (bytes: Buffer) => {
      if (wanted === null || !bytes.includes(wanted)) return void client.write(bytes);
      wanted = null;
      lost += 1;
      client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    lose: (text) => {
      wanted = text;
    },
    lost: () => lost,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
