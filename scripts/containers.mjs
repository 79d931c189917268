// npm run test:containers: the containers of docker-compose.yml, built, started and tried.

import { join } from 'node:path';
import { mustRun, runCommand } from './command.mjs';
import { enter } from './command-line.mjs';
import { freePort, serviceUrl } from './health.mjs';
import { checkout } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { step } from './step.mjs';

const help = `
Usage: npm run test:containers [-- options]

Builds the images of docker-compose.yml, starts the containers as a project of their own on a free port of this machine,
plays test/programs against them, kills, stops and restarts what they are made of, and removes them.

  --keep   leave them there, for a look
  --help   print this

Takes Docker with Compose 2.17 or newer, and some minutes. The variables of docker compose are heeded: COMPOSE_FILE for
what a network of one's own needs to build, say.
`;

const host = '127.0.0.1';

await enter({ help, options: { keep: { type: 'boolean' } } }, async ({ keep = false }) => {
  await findDocker();
  await prepare('start');
  const port = await freePort(host);
  const url = serviceUrl(host, port);
  const project = `cellblock-test-${process.pid}`;
  const options = {
    cwd: checkout,
    env: {
      ...process.env,
      COMPOSE_PROJECT_NAME: project,
      CELLBLOCK_PORT: String(port),
      CELLBLOCK_URL: url,
    },
  };
  const compose = (...args) => mustRun(['docker', 'compose', '--progress', 'plain', ...args], options);
  const remove = () => compose('down', '--volumes', '--remove-orphans', '--rmi', 'local');
  try {
    await step('building the images', () => compose('build'));
    await step('starting the containers', () => compose('up', '--detach', '--wait'));
    await mustRun([process.execPath, join(checkout, 'test/dist/containers/run.js')], {
      ...options,
      show: true,
    });
  } catch (error) {
    const { stdout } = await runCommand(['docker', 'compose', 'logs', '--no-color', '--tail', '20'], options);
    throw new Error(`${error.message}\n\nwhat the containers said last:\n${stdout}`, { cause: error });
  } finally {
    if (keep) console.log(`\nStill there: the project ${project}, on ${url}.`);
    else await step('removing the containers', remove);
  }
});

async function findDocker() {
  const remedy = 'test:containers takes a Docker engine, and docker compose 2.17 or newer';
  for (const argv of [
    ['docker', 'compose', 'version'],
    ['docker', 'version'],
  ]) {
    await mustRun(argv).catch((cause) => {
      throw new Error(`${remedy}; ${cause.message}`, { cause });
    });
  }
}
