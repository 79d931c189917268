// The page in a real browser, against the whole service.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { isInSight, runTo, text, verdict, write } from './browser.js';
import { openStage } from './stage.js';

const crash =
  '#include <stdio.h>\nint at(int *p) {\n    return *p;\n}\nint main(void) { return at(NULL); }\n';
const spin = 'int main(void) { for (;;); }\n';
const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

suite('the page', { timeout: 600_000 }, () => {
  const stage = openStage({ CELLBLOCK_RECENT: 'on' });
  const { open } = stage;
  const select = async (page: Page, name: string, value: string) => {
    await page.locator(`select[name=${name}]`).selectOption(value);
  };
  const shared = async (page: Page, title = '', isListed = false): Promise<string> => {
    await page.locator('#share').click();
    await page.locator('#title').fill(title);
    if (isListed) await page.locator('#listed').check();
    await page.locator('dialog .primary').click();
    return page.locator('#shared input').first().inputValue();
  };

  test('runs by button and by keys, with arguments, input and options', async () => {
    const page = await open();
    const stdin = page.locator('textarea[name=stdin]');
    await runTo(
      page,
      '#include <stdio.h>\nint main(int n, char **v) { char s[9]; scanf("%8s", s); printf("%s %s %ld\\n", v[n - 1], s, __STDC_VERSION__); }',
      'ok',
    );
    assert.match((await stdin.getAttribute('placeholder')) ?? '', /type while it runs, use “Terminal”/);
    await page.locator('input[name=args]').fill(`x 'y z'`);
    await stdin.fill('in');
    await select(page, 'standard', 'c11');
    await page.locator('.cm-content').press('Control+Enter');
    await page.locator('#output', { hasText: 'y z in 201112' }).waitFor();
    await verdict(page, 'ok');
    assert.match(await text(page, '#verdict'), /Finished.*status 0.*ms.*MiB/s);
  });

  test('shows output while the program runs, and stops it', async () => {
    const page = await open();
    await write(
      page,
      '#include <stdio.h>\n#include <unistd.h>\nint main(void) { puts("first"); fflush(stdout); sleep(9); puts("last"); }',
    );
    await page.locator('#run').click();
    await page.locator('#output', { hasText: 'first' }).waitFor();
    assert.equal(await page.locator('#verdict').getAttribute('data-verdict'), 'busy');
    await page.locator('#stop').click();
    await verdict(page, 'cancelled');
    assert.doesNotMatch(await text(page, '#output'), /last/);
  });

  test('has room for lines of 80 columns', async () => {
    const page = await open();
    await runTo(
      page,
      '#include <stdio.h>\nint main(void) { for (int i = 0; i < 100; i++) printf("%80d\\n", i); }',
      'ok',
    );
    const lines = await page.locator('#output').evaluate((output) => {
      const { lineHeight } = getComputedStyle(output);
      return Math.floor(output.scrollHeight / Number.parseFloat(lineHeight));
    });
    assert.equal(lines, 100);
  });

  test('shows colours, tells stdout and stderr apart, and takes neither for markup', async () => {
    const page = await open();
    const source = `#include <stdio.h>\nint main(void) { puts("\\033[31mred\\033[0m"); puts(${JSON.stringify(hostile)}); fputs(${JSON.stringify(hostile)}, stderr); }`;
    await runTo(page, source, 'ok');
    assert.equal(await text(page, '#output .f-1'), 'red');
    assert.equal(await text(page, '#output .err'), hostile);
    assert.equal(await page.locator('#output img, #output script').count(), 0);
    assert.notEqual(await page.title(), 'owned');
  });

  test('shows a line that is written anew as a terminal does, and keeps what was written', async () => {
    const page = await open();
    const source =
      '#include <stdio.h>\n#include <unistd.h>\nint main(void) { for (int i = 1; i <= 3; i++) { printf("\\r%d of 3", i); fflush(stdout); usleep(100000); } puts("\\rdone  "); }';
    await runTo(page, source, 'ok');
    await page.locator('#output', { hasText: 'done' }).waitFor();
    assert.doesNotMatch(await text(page, '#output'), /of 3/);
    await page.locator('#share').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download output' }).click(),
    ]);
    assert.equal(await readFile(await download.path(), 'utf8'), '\r1 of 3\r2 of 3\r3 of 3\rdone  \n');
  });

  test('lists diagnostics, marks them, and jumps to them', async () => {
    const page = await open();
    await runTo(page, 'int main(void) {\n    int x;\n    return y;\n}\n', 'compile_error');
    await page.locator('#diagnostics .error button').first().click();
    assert.match(
      await page.evaluate(() =>
        String(getSelection()?.anchorNode?.parentElement?.closest('.cm-line')?.textContent),
      ),
      /return y/,
    );
    await page.locator('.cm-lintRange-error').waitFor();
    await page.locator('.cm-lintRange-warning').waitFor();
  });

  test('shows all that keeps a program from compiling, as far as there is room', async () => {
    const page = await open();
    const lines = Array.from({ length: 12 }, (_each, index) => `    none${index} = 1;`).join('\n');
    await runTo(page, `int main(void) {\n${lines}\n}\n`, 'compile_error');
    const last = page.locator('#diagnostics .error').last();
    assert.match(await last.innerText(), /none11/);
    assert.ok(await isInSight(last));
    await runTo(page, 'int none(void);\nint main(void) { return none(); }\n', 'compile_error');
    const linker = page.locator('#diagnostics .error span');
    assert.match(await linker.innerText(), /^main\.c error undefined reference to .none.$/);
  });

  test('says that what a program printed last may be missing, where it may be', async () => {
    const page = await open();
    const printing = (rest: string) => `#include <stdio.h>\nint main(void) { puts("last"); ${rest} }\n`;
    const crashing = 'int *volatile at = NULL; return *at;';
    await runTo(page, printing(crashing), 'signal');
    assert.match(await text(page, '#explanation'), /fflush.*Terminal/);
    await runTo(page, printing(`fflush(stdout); ${crashing}`), 'signal');
    assert.doesNotMatch(await text(page, '#explanation'), /fflush/);
    await page.locator('#interact').click();
    await verdict(page, 'signal');
    assert.doesNotMatch(await text(page, '#explanation'), /fflush/);
  });

  test('says that there was nothing to read, where there was not', async () => {
    const page = await open();
    const asking = '#include <stdio.h>\nint main(void) { int n = 0; scanf("%d", &n); printf("%d", n); }\n';
    await runTo(page, asking, 'ok');
    assert.match(await text(page, '#explanation'), /Standard input.*Terminal/);
    await page.locator('textarea[name=stdin]').fill('5');
    await page.locator('#run').click();
    await page.locator('#output', { hasText: '5' }).waitFor();
    await verdict(page, 'ok');
    assert.equal(await text(page, '#explanation'), '');
  });

  test('has a hint for beginners beside what the compiler says, also where it ran', async () => {
    const page = await open();
    await runTo(page, '#include <stdio.h>\nint mian(void) { puts("x"); }\n', 'compile_error');
    assert.match(await text(page, '#diagnostics'), /undefined reference to .main/);
    assert.match(await text(page, '#explanation'), /no function called main/);
    await runTo(
      page,
      '#include <stdio.h>\nint main(void) { char s[9]; puts(gets(s) ? s : "none"); }\n',
      'ok',
    );
    assert.match(await text(page, '#explanation'), /fgets\(s, sizeof s, stdin\)/);
  });

  test('marks a crash on its line, with its stack', async () => {
    const page = await open();
    await runTo(page, crash, 'signal');
    assert.match(await text(page, '.crash'), /null/i);
    assert.deepEqual(await page.locator('.stack button').allInnerTexts(), ['at main.c:3', 'main main.c:5']);
    assert.match(await text(page, '.crash-line'), /return \*p;/);
  });

  test('explains a forbidden call, and offers the profile that allows it', async () => {
    const page = await open();
    await runTo(page, '#include <unistd.h>\nint main(void) { return fork() < 0; }\n', 'forbidden_syscall');
    assert.match(await text(page, '#explanation'), /clone.*processes/s);
    await page.locator('#explanation button').click();
    await verdict(page, 'ok');
    assert.equal(await page.locator('select[name=profile]').inputValue(), 'processes');
  });

  test('explains a limit, and raises it', async () => {
    const page = await open();
    await page.locator('#more summary').click();
    await page.locator('[data-limit=cpuMs]').fill('100');
    await page.locator('#more summary').click();
    await runTo(page, spin, 'time_limit');
    await page.locator('#explanation button').click();
    await verdict(page, 'time_limit');
    assert.equal(await page.locator('[data-limit=cpuMs]').inputValue(), '400');
  });

  test('shares a paste that holds its result, is forked, and is deleted by its author', async () => {
    const page = await open();
    await runTo(page, '#include <stdio.h>\nint main(void) { puts("kept"); return 3; }\n', 'exit_nonzero');
    const link = await shared(page, hostile);
    const reader = await open(new URL(link).pathname);
    await verdict(reader, 'exit_nonzero');
    assert.equal((await text(reader, '#output')).trim(), 'kept');
    assert.equal(await text(reader, '#paste h2'), hostile);
    const crashed = await open();
    await write(crashed, crash);
    const kept = await open(new URL(await shared(crashed)).pathname);
    await kept.locator('.crash-line').waitFor();
    await write(reader, 'int main(void) { }\n');
    const fork = await open(new URL(await shared(reader)).pathname);
    assert.equal(await fork.locator(`#paste a[href="${new URL(link).pathname}"]`).count(), 1);
    await page.goto(link);
    await page.locator('#share').click();
    await page.locator('dialog').getByRole('button', { name: 'Delete this paste' }).click();
    await page.waitForURL(`${stage.service.url}/`);
    assert.equal((await fetch(link)).status, 404);
  });

  test('lists the pastes whose authors say so', async () => {
    const page = await open();
    await shared(page, 'in the open', true);
    await shared(await open(), 'under a link');
    await page.goto(`${stage.service.url}/recent`);
    const list = await text(page, '.list');
    assert.match(list, /in the open/);
    assert.doesNotMatch(list, /under a link/);
  });

  test('can be embedded as a paste, where nothing in it runs, and not otherwise', async () => {
    const page = await open();
    const link = await shared(page, 'framed');
    await page.route('**/host', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe id="one" src="${link}/embed" sandbox="allow-popups"></iframe><iframe id="two" src="${stage.service.url}/"></iframe>`,
      }),
    );
    await page.goto(`${stage.service.url}/host`);
    const frame = page.frameLocator('#one');
    await frame.locator('pre.source').waitFor();
    assert.equal(await frame.locator('h1').evaluate((heading) => getComputedStyle(heading).fontSize), '15px');
    assert.equal(await frame.locator('script, form').count(), 0);
    assert.equal(await page.frameLocator('#two').locator('#bench').count(), 0);
    // The second frame was refused, which is what its policy is for.
    for (const one of stage.visits)
      one.troubles = one.troubles.filter((each) => !each.includes('frame-ancestors'));
  });

  test('has the whole program in a link, which no server sees', async () => {
    const context = { permissions: ['clipboard-read', 'clipboard-write'] };
    const page = await open('/', context);
    await write(page, 'int main(void) { return 42; }\n');
    await page.locator('input[name=args]').fill('one');
    await page.locator('#share').click();
    await page.getByRole('button', { name: 'Copy link with the program in it' }).click();
    await page.getByText('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /\/#c=/);
    const other = await open(new URL(link).hash.replace(/^/, '/'));
    assert.match(await text(other, '.cm-content'), /return 42/);
    assert.equal(await other.locator('input[name=args]').inputValue(), 'one');
  });

  test('has a terminal to type into', async () => {
    const page = await open();
    await write(
      page,
      '#include <stdio.h>\nint main(void) { char n[9]; printf("name? "); fflush(stdout); scanf("%8s", n); printf("hello %s\\n", n); }',
    );
    await page.locator('#interact').click();
    await page.locator('#terminal', { hasText: 'name?' }).waitFor();
    await page.keyboard.type('Ada\n');
    await verdict(page, 'ok');
    await page.locator('#terminal', { hasText: 'hello Ada' }).waitFor();
  });

  test('types into the terminal also what comes without a key, once', async () => {
    const page = await open();
    await write(
      page,
      '#include <stdio.h>\nint main(void) { char s[99]; puts("now"); fgets(s, 99, stdin); printf("[%s", s); }',
    );
    await page.locator('#interact').click();
    await page.locator('#terminal', { hasText: 'now' }).waitFor();
    await page.keyboard.press('a');
    await page.keyboard.insertText('é🎉');
    await page.keyboard.press('b');
    await page.keyboard.press('Enter');
    await verdict(page, 'ok');
    await page.locator('#terminal', { hasText: '[aé🎉b' }).waitFor();
  });

  test('takes a double click for one', async () => {
    const page = await open();
    await write(page, 'int main(void) { return 7; }');
    await page.locator('#run').dblclick();
    await verdict(page, 'exit_nonzero');
  });

  test('calls a program that was interrupted no crash', async () => {
    const page = await open();
    await write(page, '#include <stdio.h>\nint main(void) { puts("here"); getchar(); }');
    await page.locator('#interact').click();
    await page.locator('#terminal', { hasText: 'here' }).waitFor();
    await page.keyboard.press('Control+c');
    await verdict(page, 'signal');
    assert.match(await text(page, '#verdict'), /^Ended by a signal Interrupt/);
  });

  test('stays quick under 16 MiB of output', async () => {
    const page = await open();
    await page.locator('#more summary').click();
    await page.locator('[data-limit=outputBytes]').fill('16384');
    await page.locator('#more summary').click();
    await runTo(
      page,
      '#include <stdio.h>\nint main(void) { for (int i = 0; i < 1000000; i++) puts("sixteen bytes .."); }',
      'output_limit',
    );
    const shown = await page.locator('#output').evaluate((output) => output.textContent?.length ?? 0);
    assert.ok(shown > 100_000 && shown <= 200_000, String(shown));
    await page.locator('#notice', { hasText: 'characters' }).waitFor();
    await write(page, 'int x;');
    assert.equal(await text(page, '.cm-content'), 'int x;');
  });

  test('did nothing in all this that its policy forbids, and asked nobody else', () => {
    assert.ok(stage.visits.length > 10);
    assert.deepEqual(stage.troubles(), []);
  });
});
