// The files of a program on the page: their tabs, their names, and which of them are for whom.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { text, verdict, write } from './browser.js';
import { openStage } from './stage.js';

suite('the files of the page', { timeout: 300_000 }, () => {
  const stage = openStage();
  const { open } = stage;
  const add = async (page: Page, path: string) => {
    await page.locator('.add').click();
    await page.locator('#tabs input').fill(path);
    await page.locator('#tabs input').press('Enter');
  };

  test('has several files, and keeps them and their undo over a reload', async () => {
    const page = await open();
    await write(page, '#include "util.h"\nint main(void) { return seven(); }\n');
    for (const [path, content] of [
      ['util.h', 'int seven(void);\n'],
      ['util.c', 'int seven(void) { return 7; }\n'],
    ] as const) {
      await add(page, path);
      await write(page, content);
    }
    await page.reload();
    await page.locator('.live .cm-content').waitFor();
    assert.deepEqual(await page.locator('[role=tab]').allInnerTexts(), ['main.c', 'util.h', 'util.c']);
    await page.locator('#run').click();
    await verdict(page, 'exit_nonzero');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+z');
    assert.equal((await text(page, '.cm-content')).trim(), '');
  });

  test('gives the program the files that are neither sources nor headers, and the compiler what it includes', async () => {
    const page = await open('/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await write(
      page,
      `#include <stdio.h>
int table[] = {
#include "table.inc"
};
int main(void) {
    char s[9] = "", t[9] = "";
    fscanf(fopen("data.txt", "r"), "%8s", s);
    fscanf(fopen("table.inc", "r"), "%8s", t);
    printf("%s %d %s\\n", s, table[1], t);
}
`,
    );
    for (const [path, content] of [
      ['data.txt', 'given\n'],
      ['table.inc', '7, 8\n'],
    ] as const) {
      await add(page, path);
      await write(page, content);
    }
    await page.locator('#run').click();
    await page.locator('#output', { hasText: 'given 8 7,' }).waitFor();
    await verdict(page, 'ok');
    await page.locator('#share').click();
    await page.getByRole('button', { name: 'Copy link with the program in it' }).click();
    await page.getByText('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await open(new URL(link).hash.replace(/^/, '/'));
    assert.deepEqual((await other.locator('[role=tab]').allInnerTexts()).sort(), [
      'data.txt',
      'main.c',
      'table.inc',
    ]);
    assert.equal(await text(other, '#unseen'), '');
    await other.locator('#run').click();
    await other.locator('#output', { hasText: 'given 8 7,' }).waitFor();
  });

  test('has the sources before other files, as whoever opens the paste', async () => {
    const page = await open();
    await add(page, 'data.txt');
    await write(page, 'what is read');
    await add(page, 'util.c');
    const names = ['main.c', 'util.c', 'data.txt'];
    assert.deepEqual(await page.locator('[role=tab]').allInnerTexts(), names);
    assert.equal(await text(page, '[role=tab][aria-selected=true]'), 'util.c');
    assert.equal((await text(page, '.cm-content')).trim(), '');
    await page.locator('#share').click();
    await page.locator('dialog .primary').click();
    const reader = await open(new URL(await page.locator('#shared input').first().inputValue()).pathname);
    assert.deepEqual(await reader.locator('[role=tab]').allInnerTexts(), names);
  });

  test('keeps the name of a file in hand that can be none, and says why', async () => {
    const page = await open();
    await page.locator('.add').click();
    const name = page.locator('#tabs input');
    assert.match((await name.getAttribute('title')) ?? '', /\.c or \.h.*for the program to read/);
    await name.fill('my file.c');
    await name.press('Enter');
    assert.match(await name.evaluate((input: HTMLInputElement) => input.validationMessage), /Letters/);
    await name.fill('main.c/deep.txt');
    await name.press('Enter');
    assert.match(await name.evaluate((input: HTMLInputElement) => input.validationMessage), /folder/);
    await name.fill('my_file.c');
    await name.press('Enter');
    assert.deepEqual(await page.locator('[role=tab]').allInnerTexts(), ['main.c', 'my_file.c']);
  });

  test('asks for another name at the tab of a file whose name is refused', async () => {
    const submission = {
      source: 'int main(void) { }',
      inputs: [
        { path: 'good.txt', content: '' },
        { path: 'my data.txt', content: 'x' },
      ],
    };
    const packed = deflateRawSync(JSON.stringify(submission)).toString('base64url');
    const page = await open(`/#c=${packed}`);
    await page.locator('#run').click();
    await verdict(page, 'refused');
    assert.match(await text(page, '#verdict'), /“my data\.txt” must be a relative path/);
    const name = page.locator('#tabs input');
    assert.equal(await name.inputValue(), 'my data.txt');
    assert.match(await name.evaluate((input: HTMLInputElement) => input.validationMessage), /Letters/);
    await name.fill('my_data.txt');
    await name.press('Enter');
    await page.locator('#run').click();
    await verdict(page, 'ok');
  });

  test('did nothing in all this that its policy forbids, and asked nobody else', () => {
    assert.deepEqual(stage.troubles(), []);
  });
});
