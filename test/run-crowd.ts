// npm run test:crowd: ten thousand jobs posted at once, through a queue that holds a thousand.

import { crowd } from './crowd.js';
import { startService } from './service.js';

const jobs = Number(process.argv[2] ?? 10_000);
const service = await startService();
try {
  const { accepted, refused, wrong, growth, seconds } = await crowd(service, jobs);
  console.log(`${jobs} jobs posted at once, ${accepted} accepted, ${refused} refused, ${wrong.length} wrong`);
  console.log(`${seconds.toFixed(1)} s`);
  for (const [name, { beforeMiB, peakMiB }] of Object.entries(growth))
    console.log(`${name}: ${beforeMiB.toFixed(0)} MiB before, ${peakMiB.toFixed(0)} MiB at most`);
  for (const each of wrong.slice(0, 10)) console.log(each);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  await service.stop();
}
