// POST /run, POST /grade and what other services' clients post, over open connections. Each is held by a small program
// in C (programs/post.c), which takes the time: what a client in Node would use of it, 1.3 ms of a cached job, is not
// ours, as the shell's and the launcher's start-up is not gcc's.

import { openChild } from './children.mjs';

/**
 * A client with at most so many connections, given the path of the compiled post.c. `ask` resolves to { answer, ms }:
 * the JSON that a path answers a body with, and the milliseconds that took; `run` to the same for a submission that
 * ended well, `grade` for a grading whose tests all passed.
 */
export function createClient(url, connections, program) {
  const { hostname, port } = new URL(url);
  const free = Array.from({ length: connections }, () => openChild([program, hostname, port], '/'));
  const all = [...free];
  const waiting = [];
  const giveBack = (connection) => {
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else next(connection);
  };
  const ask = async (path, body) => {
    const connection = free.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
    let said;
    try {
      said = await connection.ask(`${path} ${JSON.stringify(body)}\n`, /^(\d+) (\d+) (.*)\n$/s);
    } finally {
      giveBack(connection);
    }
    const [nanoseconds, status, text] = said;
    if (Number(status) >= 300) throw new Error(`POST ${path} was answered ${status}: ${text.slice(0, 1000)}`);
    return { answer: JSON.parse(text), ms: Number(nanoseconds) / 1e6 };
  };
  const succeed = (path, verdict) => async (body) => {
    const { answer, ms } = await ask(path, body);
    if (answer.verdict !== verdict)
      throw new Error(`POST ${path} gave ${JSON.stringify(answer).slice(0, 1000)}`);
    return { answer, ms };
  };
  return {
    ask,
    run: succeed('/run', 'ok'),
    grade: succeed('/grade', 'passed'),
    close: async () => void (await Promise.all(all.map((connection) => connection.close()))),
  };
}
