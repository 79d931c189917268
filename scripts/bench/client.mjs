// POST /run as a client with open connections does it.

import { Agent, request } from 'node:http';

/** A client with at most so many connections; `run` resolves to the result of a submission that ended well. */
export function createClient(url, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    async run(submission) {
      const { status, text } = await post(`${url}/run`, JSON.stringify(submission), agent);
      const result = status === 200 ? JSON.parse(text) : null;
      if (result?.verdict !== 'ok')
        throw new Error(`POST /run was answered ${status}: ${text.slice(0, 1000)}`);
      return result;
    },
    close: () => agent.destroy(),
  };
}

function post(url, body, agent) {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
