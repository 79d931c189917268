// node test/dist/page/pictures.js: takes the pictures of docs/page anew, of a service of its own.

import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { checkout, type Service, startService } from '../service.js';
import { openBrowser, runTo, verdict, visit, write } from './browser.js';

const crash = `#include <stdio.h>
#include <stdlib.h>

static int lookup(const int *table, int n) {
    return table[n];
}

int main(void) {
    int unused;
    printf("\\033[31mred\\033[0m and \\033[1;32mbold green\\033[0m\\n");
    fprintf(stderr, "about to crash\\n");
    fflush(stdout);
    return lookup(NULL, 3);
}
`;
const errors = `int main(void) {
    int x = y;
    return foo(x)
}
`;
const question = `#include <stdio.h>

int main(void) {
    char name[50];
    printf("name? ");
    fflush(stdout);
    if (scanf("%49s", name) == 1) printf("hello %s\\n", name);
    return 0;
}
`;
const fork = `#include <unistd.h>

int main(void) {
    return fork();
}
`;

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 } };

type Picture = {
  name: string;
  options?: BrowserContextOptions;
  isWhole?: true;
  show(page: Page): Promise<void>;
};

const pictures: Picture[] = [
  { name: 'crash-1280', show: (page) => explained(page) },
  { name: 'error-1280', show: (page) => runTo(page, errors, 'compile_error') },
  { name: 'terminal-1280', show: (page) => asked(page) },
  {
    name: 'share-1280',
    show: async (page) => {
      await shared(page);
    },
  },
  { name: 'paste-1280', show: (page) => pasted(page) },
  {
    name: 'ar-dark-1280',
    options: { locale: 'ar', colorScheme: 'dark' },
    show: async (page) => {
      await page.locator('#run').click();
      await verdict(page, 'ok');
    },
  },
  { name: 'home-390', options: phone, show: async () => {} },
  { name: 'forbidden-390', options: phone, show: (page) => runTo(page, fork, 'forbidden_syscall') },
  {
    name: 'options-390',
    options: phone,
    show: async (page) => {
      await page.locator('#more > summary').click();
    },
  },
  {
    name: 'plain-390',
    options: { ...phone, javaScriptEnabled: false },
    isWhole: true,
    show: (page) => page.locator('#sources summary').click(),
  },
];

async function explained(page: Page): Promise<void> {
  await page.locator('#more > summary').click();
  await page.locator('input[name=explainCrash]').check();
  await page.locator('#more > summary').click();
  await runTo(page, crash, 'signal');
}

async function asked(page: Page): Promise<void> {
  await write(page, question);
  await page.locator('#interact').click();
  await page.locator('#terminal', { hasText: 'name?' }).waitFor();
  await page.keyboard.type('Ada\n');
  await page.locator('#terminal', { hasText: 'hello Ada' }).waitFor();
  await verdict(page, 'ok');
}

async function shared(page: Page): Promise<string> {
  await runTo(page, fork, 'forbidden_syscall');
  await page.locator('#share').click();
  await page.locator('dialog button.primary').click();
  return page.locator('#shared input').first().inputValue();
}

async function pasted(page: Page): Promise<void> {
  await page.goto(await shared(page));
  await page.locator('.live .cm-content').waitFor();
}

async function take(browser: Browser, service: Service, picture: Picture): Promise<void> {
  const { page } = await visit(browser, service.url, picture.options);
  await picture.show(page);
  const path = join(checkout, 'docs/page', `${picture.name}.png`);
  await page.screenshot({ path, fullPage: picture.isWhole ?? false, caret: 'hide' });
  console.log(path);
  await page.context().close();
}

const service = await startService();
const browser = await openBrowser();
try {
  for (const picture of pictures) await take(browser, service, picture);
} finally {
  await browser.close();
  await service.stop();
}
