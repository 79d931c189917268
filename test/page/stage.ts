// What the tests of the page have in common: a service, a browser on it, and every visit of theirs.

import { after, before } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Service, startService } from '../service.js';
import { openBrowser, type Visit, visit } from './browser.js';

export type Stage = {
  readonly service: Service;
  readonly visits: readonly Visit[];
  /** Opens a path of the service as a visitor of its own. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** What the visits saw that no visit should. */
  troubles(): string[];
};

/** A service with these variables and a browser, from before the suite's first test to after its last. */
export function openStage(env: Record<string, string> = {}): Stage {
  let service: Service | undefined;
  let browser: Browser | undefined;
  const visits: Visit[] = [];
  before(async () => {
    service = await startService({ env });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
  });
  return {
    visits,
    get service() {
      return started(service);
    },
    async open(path = '/', options = {}) {
      const one = await visit(started(browser), `${started(service).url}${path}`, options);
      visits.push(one);
      return one.page;
    },
    troubles: () => visits.flatMap(({ troubles }) => troubles),
  };
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the suite has not started');
  return part;
}
