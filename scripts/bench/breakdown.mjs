// Where the milliseconds of one request go, by the timings that each reply gives when asked.

import { median } from './sampling.mjs';
import { helloSource } from './sources.mjs';

const barColumns = 40;

/** Medians of the stages of hello world, never seen: [{ name, startMs, ms, cellMs }], and of all and the way. */
export async function breakdownOf(setting, { rounds, warmUpRounds }) {
  const client = await setting.client();
  const runs = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    const { answer } = await client.run({ source: helloSource(setting.number()), timings: true });
    if (round >= warmUpRounds) runs.push(answer.timings);
  }
  const names = runs[0].stages.map(({ name }) => name);
  const of = (name, member) =>
    median(runs.flatMap(({ stages }) => stages.filter((stage) => stage.name === name).map(member)));
  return {
    totalMs: median(runs.map(({ totalMs }) => totalMs)),
    wayMs: median(runs.map(({ queueMs }) => queueMs)),
    stages: names.map((name) => ({
      name,
      startMs: of(name, ({ startMs }) => startMs),
      ms: of(name, ({ ms }) => ms),
      cellMs: of(name, ({ cellMs }) => cellMs),
    })),
  };
}

/** The breakdown as lines of text, each stage a bar in its place. */
export function breakdownLines({ totalMs, wayMs, stages }) {
  const rows = [{ name: 'API, queue', startMs: 0, ms: wayMs, cellMs: 0 }, ...stages];
  const column = (ms) => Math.round((barColumns * ms) / totalMs);
  const lines = rows.map(({ name, startMs, ms, cellMs }, index) => {
    const begin = column(index === 0 ? 0 : wayMs + startMs);
    const bar = ' '.repeat(begin) + '█'.repeat(Math.max(1, column(ms)));
    const inCell = cellMs > 0 ? `, ${cellMs.toFixed(1)} of them in the cell` : '';
    return `${name.padEnd(11)}${bar.padEnd(barColumns + 2)}${ms.toFixed(1).padStart(5)} ms${inCell}`;
  });
  return [...lines, `${'all'.padEnd(11)}${' '.repeat(barColumns + 2)}${totalMs.toFixed(1).padStart(5)} ms`];
}
