// A real Chromium on the page of a service, which remembers what it should never see: violations of the page's own
// policy, errors of its script, and requests to anywhere else.

import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

// Without these it would look for its maker's hosts, and as root it can't have a sandbox of its own.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const patienceMs = 60_000;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

export type Visit = { page: Page; troubles: string[] };

/** A page of its own, without anything that another one has kept. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()))
      troubles.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(url).origin && protocol !== 'data:' && protocol !== 'blob:')
      troubles.push(request.url());
  });
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.locator('.live .cm-content').waitFor();
  return { page, troubles };
}

/** Pastes a program in the place of the one in the editor. */
export async function write(page: Page, source: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.locator('.cm-content').evaluate((content, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    content.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, source);
}

/** What a reader sees in the first element of this selector. */
export const text = (page: Page, selector: string): Promise<string> => page.locator(selector).innerText();

/** Whether all of an element is seen, also of what its parents leave of it. */
export const isInSight = (place: Locator): Promise<boolean> =>
  place.evaluate(
    (element) =>
      new Promise((resolve) => {
        new IntersectionObserver(([entry]) => resolve((entry?.intersectionRatio ?? 0) > 0.99)).observe(
          element,
        );
      }),
  );

/** Resolves when the page tells this verdict. */
export const verdict = (page: Page, name: string): Promise<void> =>
  page.locator(`#verdict[data-verdict="${name}"]`).waitFor();

/** Writes a program, runs it by the button and waits for a verdict. */
export async function runTo(page: Page, source: string, name: string): Promise<void> {
  await write(page, source);
  await page.locator('#run').click();
  await verdict(page, name);
}
