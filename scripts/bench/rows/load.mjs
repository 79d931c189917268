// Rows of many users at once.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median, quantile, rateOf, takeTurns } from '../sampling.mjs';
import { helloSource } from '../sources.mjs';

const byHand = 'gcc -O1 a.c -o a -lm && ./a';
const clients = 8;
const loops = 2;

async function ourRate(setting, times) {
  const client = await setting.client();
  return rateOf(times, clients, () => client.run({ source: helloSource(setting.number()) }));
}

async function throughput(setting, plan) {
  const shells = await Promise.all(Array.from({ length: loops }, () => setting.shell()));
  for (const { path } of shells) writeFileSync(join(path, 'a.c'), helloSource(setting.number()));
  const times = plan.isQuick ? 16 : 48;
  const actions = {
    ours: () => ourRate(setting, times),
    theirs: () => rateOf(times / 2, loops, (index) => shells[index].run(byHand)),
  };
  const { ours, theirs } = await takeTurns(actions, { ...plan, warmUpMs: 2000 });
  return { ours: median(ours), theirs: median(theirs), value: median(ours) / median(theirs) };
}

/** Requests at random moments, as users send them, half as many a second as can be served. */
async function tail(setting, plan) {
  await ourRate(setting, 100);
  const ratePerMs = (await ourRate(setting, plan.isQuick ? 40 : 400)) / 1000 / 2;
  const client = await setting.client();
  const random = randomNumbers(1);
  const began = performance.now();
  const samples = [];
  const asked = [];
  let at = 0;
  for (let index = 0; index < (plan.isQuick ? 60 : 1000); index++) {
    at += -Math.log(1 - random()) / ratePerMs;
    await delay(Math.max(0, began + at - performance.now()));
    // From the moment that it was to be sent: what waits for us to send it waits, too.
    const dueAt = began + at;
    const answered = () => samples.push(performance.now() - dueAt);
    asked.push(client.run({ source: helloSource(setting.number()) }).then(answered));
  }
  await Promise.all(asked);
  const [p99, p50] = [quantile(samples, 0.99), quantile(samples, 0.5)];
  return { ours: p99, theirs: p50, value: p99 / p50 };
}

// mulberry32: the same moments each time.
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const loadRows = [
  {
    name: 'throughput',
    title: 'programs a second, 8 clients, never seen',
    unit: '/s',
    kind: 'ratio',
    least: 1.8,
    theirsIs: `2 loops of ${byHand}`,
    measure: throughput,
  },
  {
    name: 'tail',
    title: 'POST /run at 50 % load, p99 against p50',
    unit: 'ms',
    kind: 'ratio',
    most: 3,
    theirsIs: 'p50',
    measure: tail,
  },
];
