import { test } from 'node:test';
import { listening, postOf } from '../client-for-tests.js';

test('whoever hangs up between two events leaves nobody who waits for the next', {
  timeout: 10_000,
}, async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const bytes = Buffer.alloc(64 * 1024, 'x');
  const api = await listening({
    posted: {
      post: async ({ id, kind }, { owner, rank }) => ({
        ...{ id, kind, owner, rank, state: 'queued', position: null, error: null },
        ...{ createdAt: 0, startedAt: null, endedAt: null, expiresAt: 0 },
      }),
      async *events() {
        try {
          for (let index = 1; ; index++) yield { number: `${index}-1`, event: { type: 'stdout', bytes } };
        } finally {
          end();
        }
      },
    },
  });
  const { socket, until } = await api.dial();
  socket.write(postOf('int x;', { headers: 'accept: text/event-stream\r\n' }));
  await until(/event: stdout/);
  socket.destroy();
  await ended;
  await api.close();
});
