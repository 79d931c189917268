// GET /dashboard: the queue and its workers at a glance, for the operator. Made on the server; it reloads by itself.

import { createHash } from 'node:crypto';
import type { Door, Entrance, Observation, QueueStatus } from '@cellblock/queue';
import type { About } from '../description/about.js';
import { pageStyle } from '../description/page-style.js';
import { html } from '../page/html.js';
import type { App } from '../server.js';

const about: About = {
  summary: 'The queue and its workers at a glance',
  description: 'For an operator; a browser asks for the API key as a password, with any name.',
  tag: 'Operator',
  gives: { 'text/html': 'The page.' },
};

const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Adds GET /dashboard. */
export function addDashboard(app: App, { door, entrance }: { door: Door; entrance: Entrance }): void {
  app.get('/dashboard', { config: { access: 'operator', isCheap: true, about } }, async (_request, reply) => {
    const [seen, status] = await Promise.all([entrance.observe(), door.status()]);
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-store', refresh: '5' })
      .send(pageOf(seen, status));
  });
}

function pageOf({ waiting, active, oldestMs }: Observation, { workers }: QueueStatus): string {
  const queue = [
    ...Object.entries(waiting).map(([rank, count]) => [`waiting, ${rank}`, String(count)]),
    ['at work', String(active)],
    ['longest wait', `${(oldestMs / 1000).toFixed(1)} s`],
  ];
  const rows = workers.map(({ id, ready, programs, concurrency, compilers, rootfs, sandbox }) => [
    id,
    ready ? 'ready' : 'not ready',
    `${programs} programs at once, of ${concurrency} jobs`,
    Object.entries(compilers).flat().join(' '),
    rootfs,
    Object.entries(sandbox).flat().join(' '),
  ]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cellblock</title><style>${pageStyle}</style></head>
<body><h1>Cellblock</h1><h2>Queue</h2>${table(queue).text}<h2>Workers</h2>${table(rows).text}
<p>More in <a href="/metrics">the metrics</a>.</p></body></html>
`;
}

const table = (rows: string[][]) =>
  rows.length === 0
    ? html`<p>None.</p>`
    : html`<table>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</table>`;
