// What a client is made with, and what a single call may say besides.

/** The part of a WebSocket that a session needs; a browser's is one, and so is that of the package ws. */
export type SessionSocket = {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
};

export type ClientOptions = {
  /** Where the service is, for instance http://127.0.0.1:8080; in a page it may be a path. */
  url: string;
  apiKey?: string;
  /** How often a request is tried again that is safe to repeat; default none. */
  retry?: RetryOptions;
  /** In place of the global fetch. */
  fetch?: typeof fetch;
  /**
   * Opens the connection of a session, in place of the global WebSocket, which Node 20 lacks and which can't send
   * headers in a browser: where sessions need a key there, `(url) => new WebSocket(url, [key])` sends it.
   */
  openSocket?: (url: string, headers: Record<string, string>) => SessionSocket;
};

export type RetryOptions = {
  /** How often a request is sent again at most. */
  retries: number;
  /** A Retry-After above this is not waited for, in ms; default 30,000. */
  longestWaitMs?: number;
};

export type CallOptions = {
  /** Ends the call; what it had begun is called off. */
  signal?: AbortSignal | undefined;
};

export type PostOptions = CallOptions & {
  /** Your own name for the request, for sending it again later: the same answer, run once. */
  idempotencyKey?: string;
};
