// The page where no script runs: a form that is posted, and what comes of it.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { text, verdict, write } from './browser.js';
import { openStage } from './stage.js';

suite('the page without a script', { timeout: 300_000 }, () => {
  const stage = openStage();
  const open = (options = {}): Promise<Page> => stage.open('/', { javaScriptEnabled: false, ...options });

  test('works without a script: a form, its result, a paste', async () => {
    const page = await open();
    await page
      .locator('textarea')
      .first()
      .fill('#include <stdio.h>\nint main(void) { puts("plain"); return y; }');
    await page.locator('#run').click();
    await verdict(page, 'compile_error');
    assert.match(await text(page, '#diagnostics'), /main\.c:2.*error.*'y' undeclared/);
    await page.locator('textarea').first().fill('#include <stdio.h>\nint main(void) { puts("plain"); }');
    await page.locator('input[name=keep]').check();
    await page.locator('#run').click();
    await verdict(page, 'ok');
    await page.locator('.note a').click();
    await verdict(page, 'ok');
    assert.equal((await text(page, '#output')).trim(), 'plain');
  });

  test('takes several files, and further ones with each answer', async () => {
    const page = await open();
    const fill = async (index: number, path: string, content: string) => {
      const details = page.locator('#files details');
      if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
      await page.locator(`[name="path.${index}"]`).fill(path);
      await page.locator(`[name="content.${index}"]`).fill(content);
    };
    const main = '#include "util.h"\n#include <stdio.h>\nint main(void) { printf("%d\\n", seven()); }';
    await page.locator('[name="content.0"]').fill(main);
    await fill(1, 'util.h', 'int seven(void);');
    await fill(3, '../util.c', 'int seven(void) { return 7; }');
    await page.locator('#run').click();
    await verdict(page, 'refused');
    assert.match(await text(page, '#verdict'), /the name "\.\.\/util\.c" must be/);
    assert.equal(await page.locator('[name="content.0"]').inputValue(), main);
    await page.locator('[name="path.2"]').fill('util.c');
    await page.locator('#run').click();
    await verdict(page, 'ok');
    assert.equal((await text(page, '#output')).trim(), '7');
    assert.equal(await page.locator('[name="path.5"]').count(), 1);
  });

  test('gives the program a file that is no source', async () => {
    const page = await open();
    await page
      .locator('[name="content.0"]')
      .fill('#include <stdio.h>\nint main(void) { putchar(fgetc(fopen("data.txt", "r"))); }');
    await page.locator('#files summary').click();
    await page.locator('#files details', { hasText: 'for the program to read' }).waitFor();
    await page.locator('[name="path.1"]').fill('data.txt');
    await page.locator('[name="content.1"]').fill('q');
    await page.locator('input[name=keep]').check();
    await page.locator('#run').click();
    await verdict(page, 'ok');
    assert.equal((await text(page, '#output')).trim(), 'q');
    await page.locator('.note a').click();
    assert.equal(await page.locator('[name="path.1"]').inputValue(), 'data.txt');
    assert.equal(await page.locator('[name="content.1"]').inputValue(), 'q');
  });

  test('has room for every field on a phone, and none for what only a script has', async () => {
    const page = await open({ viewport: { width: 390, height: 800 } });
    await page.locator('#files summary').click();
    for (const name of ['content.0', 'content.1', 'content.3', 'stdin']) {
      const place = page.locator(`[name="${name}"]`);
      await place.fill('int x;');
      const box = await place.boundingBox();
      assert.ok(box !== null && box.height >= 40 && box.width >= 200, `${name}: ${JSON.stringify(box)}`);
    }
    const files = await page.locator('#files').evaluate((all) => all.scrollHeight - all.clientHeight);
    assert.ok(files <= 0, `${files} pixels of the files are out of sight`);
    assert.equal(await page.locator('.scripted:visible').count(), 0);
  });

  test('keeps the order of stdout and stderr, and says where it crashed', async () => {
    const page = await open();
    const source = `#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
    fputs("err", stderr); usleep(200000); fputs("out", stdout); fflush(stdout); usleep(200000); fputs("err", stderr);
    abort();
}`;
    await page.locator('[name="content.0"]').fill(source);
    await page.locator('#run').click();
    await verdict(page, 'signal');
    assert.equal((await text(page, '#output')).trim(), 'errouterr');
    assert.match(await text(page, '.stack'), /main main\.c:6/);
    assert.match(await text(page, '#explanation'), /It gave up by itself/);
  });

  test('shows what was written as a terminal does, also without a script', async () => {
    const page = await open();
    await page
      .locator('[name="content.0"]')
      .fill(
        '#include <stdio.h>\n#include <unistd.h>\nint main(void) { printf("1 of 2\\r2 of 2\\r\\033[31mdone\\033[0m\\033[K\\r\\n"); fflush(stdout); usleep(200000); fputs("end", stderr); }',
      );
    await page.locator('#run').click();
    await verdict(page, 'ok');
    assert.equal(await page.locator('#output').evaluate((output) => output.textContent), 'done\nend');
    assert.equal(await text(page, '#output .f-1'), 'done');
    assert.equal(await text(page, '#output .err'), 'end');
  });

  test('has a hint beside what the compiler says', async () => {
    const page = await open();
    await page.locator('[name="content.0"]').fill('#include <iostream>\nint main() { std::cout << 1; }');
    await page.locator('#run').click();
    await verdict(page, 'compile_error');
    assert.match(await text(page, '#explanation'), /This is C\+\+/);
    assert.match(await text(page, '#diagnostics'), /iostream: No such file or directory/);
  });

  test('answers in the language of its reader, also where the form is refused', async () => {
    const page = await open({ locale: 'de' });
    await page.locator('#more summary').click();
    await page.locator('[data-limit=cpuMs]').fill('31000');
    // The browser would refuse it by itself.
    await page.locator('#bench').evaluate((form) => form.setAttribute('novalidate', ''));
    await page.locator('#run').click();
    await verdict(page, 'refused');
    assert.match(await text(page, '#verdict'), /Ändere, was unten genannt ist.*limits\.cpuMs/s);
    assert.equal(await page.locator('[data-limit=cpuMs]').inputValue(), '31000');
  });

  test('is taken over by the script with what was sent before it was there', async () => {
    const page = await open({ javaScriptEnabled: true });
    await write(page, 'int main(void) { return 1; }');
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(stage.service.url);
    await page.locator('[name="content.0"]').fill('int main(void) { return 9; }');
    await page.unroute('**/assets/*.js');
    await page.locator('#run').click();
    await page.locator('.live .cm-content').waitFor();
    assert.equal(await text(page, '.cm-content'), 'int main(void) { return 9; }');
    assert.match(await text(page, '#verdict'), /status 9/);
  });

  test('did nothing in all this that its policy forbids, and asked nobody else', () => {
    assert.deepEqual(stage.troubles(), []);
  });
});
