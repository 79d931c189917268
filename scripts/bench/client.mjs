// POST /run and POST /grade as a client with open connections does it.

import { Agent, request } from 'node:http';

/**
 * A client with at most so many connections; `run` resolves to the result of a submission that ended well, `grade` to
 * that of a grading whose tests all passed.
 */
export function createClient(url, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask = (path, verdict) => async (body) => {
    const { status, text } = await post(`${url}${path}`, JSON.stringify(body), agent);
    const result = status === 200 ? JSON.parse(text) : null;
    if (result?.verdict !== verdict)
      throw new Error(`POST ${path} was answered ${status}: ${text.slice(0, 1000)}`);
    return result;
  };
  return { run: ask('/run', 'ok'), grade: ask('/grade', 'passed'), close: () => agent.destroy() };
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
