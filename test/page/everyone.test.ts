// The page for everyone: by keyboard, for screen readers, in any language, dark and light.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { isInSight, runTo, text, verdict, write } from './browser.js';
import { openStage } from './stage.js';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

// What it crashes in has something of every colour.
const crash =
  '#include <stdio.h>\nint at(int *p) { /* here */ int n = "text"[*p] + 7; return n; }\nint main(void) { return at(NULL); }\n';

suite('the page, for everyone,', { timeout: 600_000 }, () => {
  const stage = openStage({ CELLBLOCK_RECENT: 'on' });
  const { open } = stage;

  test('is used by keyboard alone, also out of the editor', async () => {
    const page = await open();
    await page.locator('.cm-content').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.closest('.cm-editor')), null);
    await page.locator('#run').focus();
    await page.keyboard.press('Enter');
    await verdict(page, 'ok');
    await page.locator('#share').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'share');
  });

  test('keeps the focus where the keyboard can go on', async () => {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
    await page.locator('#more summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-limit=cpuMs]').fill('300');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('[data-limit=cpuMs]').isVisible(), false);
    assert.equal(await focused(), 'SUMMARY');
    await write(page, 'int main(void) { for (;;); }');
    await page.locator('#run').focus();
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'stop');
    await verdict(page, 'time_limit');
    await page.locator('#run').waitFor();
    assert.equal(await focused(), 'run');
    await page.locator('#explanation button').focus();
    await page.keyboard.press('Enter');
    await page.locator('#stop').waitFor();
    assert.equal(await focused(), 'stop');
    await page.keyboard.press('Enter');
    await verdict(page, 'cancelled');
    assert.equal(await focused(), 'run');
    await page.locator('#share').focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog .primary').focus();
    await page.keyboard.press('Enter');
    await page.locator('#shared input').first().waitFor();
    assert.match(await page.evaluate(() => String(getSelection())), /\/p\//);
  });

  test('closes the options that lie over the page by a click beside them', async () => {
    const page = await open();
    await page.locator('#more summary').click();
    await page.locator('[data-limit=cpuMs]').waitFor();
    await page.mouse.click(20, 780);
    assert.equal(await page.locator('[data-limit=cpuMs]').isVisible(), false);
  });

  test('lets the keyboard out of the terminal, while the program runs and after it', async () => {
    const page = await open();
    await write(page, '#include <stdio.h>\nint main(void) { puts("here"); getchar(); getchar(); }');
    const isInside = () => page.evaluate(() => document.activeElement?.matches('#terminal textarea'));
    await page.locator('#interact').click();
    await page.locator('#terminal', { hasText: 'here' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await isInside(), true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.equal(await isInside(), false);
    await page.locator('#terminal textarea').focus();
    await page.keyboard.press('Control+c');
    await verdict(page, 'signal');
    await page.locator('#run').waitFor();
    assert.equal(await isInside(), true);
    await page.keyboard.press('Tab');
    assert.equal(await isInside(), false);
  });

  test('has what comes of a run in sight where the window is small', async () => {
    const page = await open('/', { viewport: { width: 320, height: 256 } });
    await page.locator('#run').click();
    await verdict(page, 'ok');
    assert.ok(await isInSight(page.locator('#verdict')));
  });

  test('has on a phone its buttons in one row, and in sight what a program writes and asks', async () => {
    const page = await open('/', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    const topOf = (selector: string) =>
      page.locator(selector).evaluate((element) => element.getBoundingClientRect().top);
    assert.equal(await topOf('#settings'), await topOf('#run'));
    await page.locator('#run').tap();
    await verdict(page, 'ok');
    await page.locator('#output', { hasText: 'world 3' }).waitFor();
    const end = await page.locator('#output').evaluate((output) => {
      const range = document.createRange();
      range.selectNodeContents(output);
      return innerHeight - range.getBoundingClientRect().bottom;
    });
    assert.ok(end > 0, `the output ends ${-end} pixels below the window`);
    await write(
      page,
      '#include <stdio.h>\nint main(void) { int n; puts("here"); fflush(stdout); return scanf("%d", n); }',
    );
    await page.locator('#interact').tap();
    const asked = page.locator('#terminal .xterm-rows > div', { hasText: 'here' });
    await asked.waitFor();
    assert.ok(await isInSight(asked));
  });

  test('has what a program wrote in sight, however deep it was when it crashed', async () => {
    const page = await open();
    const source =
      '#include <stdio.h>\nint f(int n) { return n * f(n - 1); }\nint main(void) { puts("here"); fflush(stdout); return f(5); }\n';
    await runTo(page, source, 'signal');
    assert.ok((await page.locator('.stack li').count()) > 20);
    assert.ok(await isInSight(page.locator('#output')));
  });

  test('finds and replaces in the program, in the words of its reader', async () => {
    const page = await open('/', { locale: 'de' });
    await page.locator('.live .cm-content').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.type('int one; int two;');
    await page.keyboard.press('Control+f');
    const panel = page.locator('.cm-search');
    await panel.locator('[main-field]').fill('int');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.cm-searchMatch').count(), 2);
    await panel.locator('input[name=replace]').fill('long');
    await panel.locator('[name=replaceAll]').click();
    assert.equal((await text(page, '.live .cm-content')).trim(), 'long one; long two;');
    assert.equal(await panel.locator('[name=replaceAll]').innerText(), 'alle ersetzen');
    await page.keyboard.press('Escape');
    assert.equal(await panel.count(), 0);
  });

  test('is in the language of its reader, also from right to left, and in another on demand', async () => {
    const page = await open('/', { locale: 'ar' });
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
    await page.locator('#settings').click();
    await page.locator('#language').selectOption('de');
    await page.locator('html[lang=de]').waitFor();
    await page.locator('.live .cm-content').waitFor();
    assert.equal(await text(page, '#run'), 'Ausführen');
  });

  for (const [system, cookie, back] of [
    ['light', null, '255, 255, 255'],
    ['dark', null, '20, 22, 26'],
    ['dark', 'light', '255, 255, 255'],
    ['light', 'dark', '20, 22, 26'],
  ] as const) {
    test(`is ${cookie ?? 'left as it is'} where the system is ${system}`, async () => {
      const page = await open('/', { colorScheme: system });
      await page.locator('#settings').click();
      await page.locator('#theme').selectOption(cookie ?? 'auto');
      await page.reload();
      const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(await colour(), `rgb(${back})`);
    });
  }

  for (const [width, colorScheme, locale] of [
    [1280, 'light', 'en'],
    [1280, 'dark', 'de'],
    [390, 'light', 'ar'],
    [390, 'dark', 'en'],
  ] as const) {
    test(`is accessible at ${width} pixels, ${colorScheme}, in ${locale}, and fits`, async () => {
      const page = await open('/', { viewport: { width, height: 800 }, colorScheme, locale });
      await check(page, 'at first');
      await runTo(page, `${crash}int unused_${'x'.repeat(300)}(void) { int y; }\n`, 'signal');
      await check(page, 'after a crash');
      await page.locator('#share').click();
      await check(page, 'sharing');
      await page.keyboard.press('Escape');
      await page.locator('#more summary').click();
      await check(page, 'with all options');
      await page.locator('#more summary').click();
      await page.locator('#tabs .add').click();
      await check(page, 'naming a file');
    });
  }

  test('is accessible also where it is plain: lists, what is gone, what is refused', async () => {
    const page = await open();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['/recent', '/recent?before=2000-01-01T00:00:00Z', '/p/none']) {
        await page.goto(`${stage.service.url}${path}`);
        await check(page, path);
      }
      await page.route('**/assets/*.js', (route) => route.abort());
      await page.goto(stage.service.url);
      await page.locator('[name="path.0"]').fill('../x');
      await page.locator('#run').click();
      await verdict(page, 'refused');
      await check(page, 'refused');
    }
  });

  test('did nothing in all this that its policy forbids, and asked nobody else', () => {
    assert.deepEqual(stage.troubles(), []);
  });
});

async function check(page: Page, state: string): Promise<void> {
  // The checker is ours: it may do in the page what the page may not.
  await page.evaluate(axe.source);
  const found = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)} })`);
  assert.deepEqual(problemsIn(found), [], state);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${state} is ${overflow} pixels too wide`);
}

type Problem = { id: string; nodes: { html: string }[] };

function problemsIn(found: unknown): string[] {
  assert.ok(
    typeof found === 'object' && found !== null && 'violations' in found && Array.isArray(found.violations),
  );
  const violations: Problem[] = found.violations;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
}
