// Pastes: programs kept under a link, with what came of them.

import type { NewPaste, Paste, PasteRequestInput, RecentPastes } from '@cellblock/contract';
import type { CallOptions, PostOptions } from './options.js';
import { jsonOf, type Transport, textOf } from './transport.js';

export type Pastes = {
  /** Keeps a program, and resolves once it was run; `deleteSecret` is told this once. */
  keep(order: PasteRequestInput, options?: PostOptions): Promise<NewPaste>;
  /** A paste, and what came of it. */
  get(id: string, options?: CallOptions): Promise<Paste>;
  /** The source of a paste, of several files the first .c file, or `file`. */
  source(id: string, options?: CallOptions & { file?: string }): Promise<string>;
  /** Deletes a paste by its secret, which an operator's key stands in for. */
  delete(id: string, secret: string | null, options?: CallOptions): Promise<void>;
  /** Those that their authors have listed, the newest first; `next` goes into `before` for more. */
  recent(options?: CallOptions & { before?: string; limit?: number }): Promise<RecentPastes>;
};

/** Pastes over `transport`. */
export function pastesOver(transport: Transport): Pastes {
  return {
    keep: (body, { signal, idempotencyKey } = {}) => {
      const idempotency = { key: idempotencyKey };
      return transport.ask({ method: 'POST', path: '/pastes', body, signal, idempotency }, jsonOf<NewPaste>);
    },
    get: (id, { signal } = {}) => transport.ask({ method: 'GET', path: pathOf(id), signal }, jsonOf<Paste>),
    source: (id, { signal, file } = {}) => {
      const path = `${pathOf(id)}/raw${queryOf({ file })}`;
      return transport.ask({ method: 'GET', path, accept: 'text/plain', signal }, textOf);
    },
    delete: (id, secret, { signal } = {}) => {
      const headers: Record<string, string> = secret === null ? {} : { 'cellblock-delete-secret': secret };
      return transport.ask({ method: 'DELETE', path: pathOf(id), headers, signal }, async () => {});
    },
    recent: ({ signal, before, limit } = {}) => {
      const path = `/pastes${queryOf({ before, limit })}`;
      return transport.ask({ method: 'GET', path, signal }, jsonOf<RecentPastes>);
    },
  };
}

const pathOf = (id: string) => `/pastes/${encodeURIComponent(id)}`;

function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}
