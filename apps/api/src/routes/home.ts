// GET /: what this is and where to look; for browsers, the page.

import { preferredForm, varyByAccept } from '../answer/accept.js';
import type { Home } from '../page/pages.js';
import type { App } from '../server.js';

const description = `Cellblock compiles and runs C in a sandbox and says what became of it.

POST /run      application/json   {"source": "...", "stdin": "...", "args": [], "limits": {"cpuMs": 1000}, ...}
               text/x-c           the source itself; ?std=c11&optimize=2&compiler=gcc&profile=strict&args=a&args=b
               Accept: application/json, text/plain, application/octet-stream (; stream=stderr), text/event-stream
POST /jobs     the same, answered later: GET /jobs/ID (?wait=30s), GET /jobs/ID/events, DELETE /jobs/ID
POST /grade    application/json   {"submission": {"source": "..."}, "tests": [{"stdin": "...", "expected": "..."}, ...], ...}
POST /batch    application/json   {"submissions": [{"source": "..."}, ...]}; in order, as they are done
POST /mcp      the tools run_c and grade_c for assistants, by the Model Context Protocol
GET  /limits   every default and maximum
GET  /health   whether programs are being run, and in which sandbox
GET  /version  this service and its compilers
GET  /docs     all of it in detail; GET /openapi.json the same for programs

  curl --data-binary @hello.c -H 'content-type: text/x-c' http://HOST/run
`;

const about = {
  summary: 'What this is, and where to look',
  tag: 'Service',
  gives: { 'text/plain': 'For a person.', 'text/html': 'The page, for browsers.' },
} as const;

/** Adds GET /. */
export function addHome(app: App, home: Home): void {
  app.get('/', { config: { access: 'public', about } }, async (request, reply) =>
    preferredForm(request.headers.accept, 'plain', ['html']) === 'html'
      ? home(request, reply)
      : varyByAccept(reply).type('text/plain; charset=utf-8').send(description),
  );
}
