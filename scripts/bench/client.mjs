// POST /run, POST /grade and what other services' clients post, over open connections.

import { Agent, request } from 'node:http';

/**
 * A client with at most so many connections. `run` resolves to the result of a submission that ended well, `grade` to
 * that of a grading whose tests all passed, `ask` to the JSON that a path answers a body with.
 */
export function createClient(url, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask = async (path, body) => {
    const { status, text } = await post(`${url}${path}`, JSON.stringify(body), agent);
    if (status >= 300) throw new Error(`POST ${path} was answered ${status}: ${text.slice(0, 1000)}`);
    return JSON.parse(text);
  };
  const succeed = (path, verdict) => async (body) => {
    const result = await ask(path, body);
    if (result.verdict !== verdict)
      throw new Error(`POST ${path} gave ${JSON.stringify(result).slice(0, 1000)}`);
    return result;
  };
  return {
    ask,
    run: succeed('/run', 'ok'),
    grade: succeed('/grade', 'passed'),
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
