// A session: a WebSocket to one program while it runs.

import type { SessionEvent, SessionMessage, SessionStartInput, TerminalSize } from '@cellblock/contract';
import { CellblockError } from './error.js';
import type { CallOptions, ClientOptions, SessionSocket } from './options.js';
import { isLast } from './streamed.js';
import { keyHeader, type Transport } from './transport.js';

export type SignalName = Extract<SessionMessage, { type: 'signal' }>['signal'];

/** A running session: iterate over it for what happens; what is said before it is connected waits. */
export type Session = AsyncIterable<SessionEvent> & {
  /** Types text, or bytes as they are. */
  type(content: string | Uint8Array): void;
  /** Ends what is typed; with a terminal this is Ctrl-D. */
  end(): void;
  signal(name: SignalName): void;
  resize(size: TerminalSize): void;
  /** Hangs up, which kills the program. */
  close(): void;
};

const open = 1;
const pieceBytes = 512 * 1024;

/**
 * Starts a program in a session. Iterating ends after `verdict` or `cancelled`, and rejects with CellblockError where
 * the service refuses something or the connection is lost; whoever stops iterating hangs up.
 */
export function startSession(
  options: ClientOptions,
  transport: Transport,
  start: Omit<SessionStartInput, 'type'>,
  { signal }: CallOptions = {},
): Session {
  const url = `${options.url.replace(/^http/, 'ws').replace(/\/+$/, '')}/session`;
  const socket = (options.openSocket ?? openGlobal)(url, keyHeader(options.apiKey));
  const waiting: string[] = [];
  const say = (message: SessionMessage | SessionStartInput) => {
    const text = JSON.stringify(message);
    if (socket.readyState === open) socket.send(text);
    else waiting.push(text);
  };
  say({ type: 'start', ...start });
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  const events = eventsOf(turnsOf(socket, { whyNot: () => whyNot(transport, url, signal), signal }), socket);
  return {
    [Symbol.asyncIterator]: () => events,
    type: (content) => {
      for (const message of typed(content)) say(message);
    },
    end: () => say({ type: 'end' }),
    signal: (name) => say({ type: 'signal', signal: name }),
    resize: (size) => say({ type: 'resize', ...size }),
    close: () => socket.close(1000),
  };
}

function openGlobal(url: string, headers: Record<string, string>): SessionSocket {
  if (Object.keys(headers).length > 0) {
    throw new CellblockError(
      'no_socket',
      'a WebSocket can send no API key by itself; give openSocket, for instance one over the package ws',
    );
  }
  if (globalThis.WebSocket === undefined) {
    throw new CellblockError(
      'no_socket',
      'there is no WebSocket here, as in Node before 22; give openSocket, for instance one over the package ws',
    );
  }
  return new globalThis.WebSocket(url);
}

function* typed(content: string | Uint8Array): Generator<SessionMessage> {
  // Messages have a bound, and a character must not be cut in two: bytes have no characters.
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (typeof content === 'string' && bytes.length <= pieceBytes) {
    // Encoded and back, as half a surrogate pair would be refused.
    yield { type: 'stdin', content: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
    return;
  }
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield { type: 'stdin', content: base64Of(bytes.subarray(start, start + pieceBytes)), encoding: 'base64' };
  }
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

type Turn = { event: SessionEvent } | { failed: unknown } | 'over';

// Events that come before they are asked for wait here; the service bounds what a program may write.
async function* eventsOf(
  turns: () => Promise<Turn>,
  socket: SessionSocket,
): AsyncGenerator<SessionEvent, void> {
  try {
    for (;;) {
      const turn = await turns();
      if (turn === 'over') return;
      if ('failed' in turn) throw turn.failed;
      const { event } = turn;
      if (event.type === 'error') throw refusalIn(event);
      yield event;
      if (isLast(event)) return;
    }
  } finally {
    socket.close(1000);
  }
}

function turnsOf(
  socket: SessionSocket,
  { whyNot, signal }: { whyNot: () => Promise<CellblockError>; signal: AbortSignal | undefined },
): () => Promise<Turn> {
  const come: Turn[] = [];
  let wake = () => {};
  const add = (turn: Turn) => {
    come.push(turn);
    wake();
  };
  let wasOpen = false;
  socket.addEventListener('open', () => {
    wasOpen = true;
  });
  socket.addEventListener('message', ({ data }) => add({ event: JSON.parse(String(data)) }));
  // It is followed by close, which says more.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', ({ code, reason }) => {
    if (code === 1000 && wasOpen) return add('over');
    if (!wasOpen) return void whyNot().then((failed) => add({ failed }));
    const how = [code, reason].filter((each) => each !== '').join(' ');
    add({ failed: new CellblockError('cut_off', `the session broke off (${how})`) });
  });
  const onAbort = () => {
    come.length = 0;
    add({ failed: signal?.reason });
    socket.close(1000);
  };
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return async () => {
    while (come.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return come.shift() ?? 'over';
  };
}

const refusalIn = ({ error }: Extract<SessionEvent, { type: 'error' }>) =>
  new CellblockError(error.code, error.message, { field: error.field });

// A WebSocket that is refused doesn't say why; the same request without one does.
async function whyNot(
  transport: Transport,
  url: string,
  signal: AbortSignal | undefined,
): Promise<CellblockError> {
  const closed = new CellblockError('unreachable', `no session could be opened at ${url}`);
  return transport
    .ask({ method: 'GET', path: '/session', signal }, async () => closed)
    .catch((error: unknown) =>
      error instanceof CellblockError && error.field !== 'upgrade' ? error : closed,
    );
}
