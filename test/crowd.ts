// A crowd of jobs posted at once: each is answered or refused, and none is lost.

import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { ErrorReply, JobStatus } from '@cellblock/contract';
import { type Growth, watchingMemory } from './memory.js';
import type { Service } from './service.js';

export type Crowd = {
  accepted: number;
  refused: number;
  /** Accepted, and ended with anything but the right output. */
  wrong: string[];
  growth: Growth;
  seconds: number;
};

const connections = 200;
const askersAtOnce = 32;

const source =
  '#include <stdio.h>\nint main(int count, char **arguments) { return count < 2 || puts(arguments[1]) < 0; }';

/** Posts so many jobs at once, and follows each that was accepted to its end; `posted` is called in between. */
export async function crowd(service: Service, jobs: number, posted = () => {}): Promise<Crowd> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const began = performance.now();
  try {
    const { value, growth } = await watchingMemory(service, () => answered(agent, service, jobs, posted));
    return { ...value, refused: jobs - value.accepted, growth, seconds: (performance.now() - began) / 1000 };
  } finally {
    agent.destroy();
  }
}

async function answered(agent: Agent, { url }: Service, jobs: number, posted: () => void) {
  const ids = await Promise.all(Array.from({ length: jobs }, (_, index) => post(agent, url, `job-${index}`)));
  posted();
  const accepted = ids.flatMap((id, index) => (id === null ? [] : [{ id, says: `job-${index}\n` }]));
  const wrong: string[] = [];
  const queue = accepted.values();
  const askers = Array.from({ length: askersAtOnce }, async () => {
    for (const { id, says } of queue) {
      const { state, result } = await ended(agent, url, id);
      const run = result !== null && 'run' in result ? result.run : null;
      if (run?.stdout !== says) wrong.push(`${id}: ${state} ${result?.message ?? ''}`);
    }
  });
  await Promise.all(askers);
  return { accepted: accepted.length, wrong };
}

/** The id of the job that was posted; null where it was refused for want of room, which nothing else is. */
async function post(agent: Agent, url: string, name: string): Promise<string | null> {
  const { status, body } = await ask(agent, 'POST', `${url}/jobs`, JSON.stringify({ source, args: [name] }));
  if (status === 202) return JobStatus.parse(JSON.parse(body)).id;
  const { error } = ErrorReply.parse(JSON.parse(body));
  if (status === 503 && error.code === 'queue_full') return null;
  throw new Error(`a job was answered with ${status} ${error.code}`);
}

async function ended(agent: Agent, url: string, id: string): Promise<JobStatus> {
  for (;;) {
    const { body } = await ask(agent, 'GET', `${url}/jobs/${id}?wait=60s`);
    const job = JobStatus.parse(JSON.parse(body));
    if (job.endedAt !== null) return job;
  }
}

function ask(
  agent: Agent,
  method: string,
  url: string,
  body = '',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === '' ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { agent, method, headers }, async (response) => {
      resolve({ status: response.statusCode ?? 0, body: await text(response) });
    });
    sent.once('error', reject).end(body);
  });
}
