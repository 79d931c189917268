// GET /metrics: all that is counted here and by the workers, for Prometheus.

import type { About } from '../description/about.js';
import type { App } from '../server.js';

const about: About = {
  summary: 'What is counted, for Prometheus',
  description:
    'Of this API process, the queue and every worker, told apart by the label `worker`. For an operator: with an API key of one, or from this machine where no key is needed and nobody has opened it to others.',
  tag: 'Operator',
  gives: { 'text/plain': 'In the text format of Prometheus.' },
};

/** Adds GET /metrics. */
export function addMetrics(app: App, tell: () => Promise<string>): void {
  app.get('/metrics', { config: { access: 'operator', isCheap: true, about } }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(await tell()),
  );
}
