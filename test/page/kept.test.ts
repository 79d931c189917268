// Pastes of all kinds on the page, as the API has kept them.

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { NewPaste, type PasteRequestInput } from '@cellblock/contract';
import { text, verdict, write } from './browser.js';
import { openStage } from './stage.js';

suite('a paste on the page', { timeout: 300_000 }, () => {
  const stage = openStage();
  const { open } = stage;
  const keep = async (order: PasteRequestInput): Promise<NewPaste> => {
    const response = await fetch(`${stage.service.url}/pastes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    return NewPaste.parse(await response.json());
  };

  test('shows its output in the order in which it was written', async () => {
    // Long enough apart that each is read by itself.
    const source = `#include <stdio.h>
#include <unistd.h>
int main(void) { fputs("err", stderr); usleep(200000); puts("out"); fflush(stdout); usleep(200000); fputs("end", stderr); }`;
    const { url, outputOrder } = await keep({ submission: { source } });
    assert.deepEqual(outputOrder, [0, 3, 4, 3]);
    const page = await open(url);
    await page.locator('#output .err').first().waitFor();
    assert.equal(await text(page, '#output'), 'errout\nend');
  });

  test('shows a file that came as base64 as text where it is text, and else leaves it as it is', async () => {
    const base64 = (bytes: Buffer) => ({ content: bytes.toString('base64'), encoding: 'base64' as const });
    const main =
      '#include <stdio.h>\n#include "word.h"\nint main(void) { printf("%zu é\\n", sizeof WORD); }\n';
    const word = Buffer.concat([Buffer.from('#define WORD "'), Buffer.from([0xe9]), Buffer.from('"\n')]);
    const files = [
      { path: 'main.c', ...base64(Buffer.from(main)) },
      { path: 'word.h', ...base64(word) },
    ];
    const { url } = await keep({ submission: { files } });
    const page = await open(url);
    assert.match(await text(page, '.cm-content'), /printf\("%zu é/);
    await page.getByRole('tab', { name: 'word.h' }).click();
    assert.equal(await text(page, '.cm-content'), `not text, ${word.length} bytes`);
    await page.keyboard.press('Control+Enter');
    await page.locator('#output', { hasText: '2 é' }).waitFor();
    await verdict(page, 'ok');
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await page.reload();
    await page.locator('.live .cm-content').waitFor();
    await page.locator('#run').click();
    await page.locator('#output', { hasText: '2 é' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('#paste a[href*="word.h"]').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'word.h');
  });

  test('runs again with all that it was kept with, also what has no field', async () => {
    const source = `#include <stdio.h>
int main(void) { char s[9] = "", t[9] = ""; FILE *f = fopen("in.h", "r"); fscanf(f, "%8s", s); scanf("%8s", t); puts(s); puts(t); }`;
    const { url } = await keep({
      submission: {
        ...{ source, stdin: Buffer.from([0x79, 0xff]).toString('base64'), stdinEncoding: 'base64' },
        inputs: [{ path: 'in.h', content: 'given\r\n' }],
      },
    });
    const page = await open(url);
    assert.match(await text(page, '#unseen'), /in\.h/);
    assert.match(await text(page, '#stdin-encoding'), /base64/);
    await page.locator('#run').click();
    await page.locator('#output', { hasText: /^given\ny\u{fffd}/u }).waitFor();
    await verdict(page, 'ok');
  });

  test('has as text what ends its lines as on Windows, and keeps it byte for byte', async () => {
    const source = `#include <stdio.h>
int main(int n, char **v) { FILE *f = fopen(v[1], "r"); for (int c; (c = fgetc(f)) != EOF;) printf("%d ", c); }`;
    const base64 = (text: string) => ({
      content: Buffer.from(text).toString('base64'),
      encoding: 'base64' as const,
    });
    const { url } = await keep({
      submission: {
        ...{ source, args: ['dos.txt'] },
        inputs: [
          { path: 'dos.txt', content: 'a\r\nb\r\n' },
          { path: 'packed.txt', ...base64('é\r\n') },
          { path: 'mixed.txt', content: '1\r\n2\n' },
        ],
      },
    });
    const page = await open(url);
    assert.equal(await text(page, '#unseen'), '');
    for (const [name, shown] of [
      ['packed.txt', 'é'],
      ['mixed.txt', '1\n2'],
      ['dos.txt', 'a\nb'],
    ] as const) {
      await page.getByRole('tab', { name }).click();
      assert.equal((await text(page, '.cm-content')).trim(), shown);
    }
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('x\n');
    await page.keyboard.press('Control+Enter');
    await page.locator('#output', { hasText: '120 13 10 97 13 10 98 13 10' }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await page.reload();
    await page.locator('.live .cm-content').waitFor();
    for (const [name, bytes] of [
      ['dos.txt', '120 13 10 97 13 10 98 13 10'],
      ['mixed.txt', '49 13 10 50 10'],
      ['packed.txt', '195 169 13 10'],
    ] as const) {
      await page.locator('input[name=args]').fill(name);
      await page.locator('#run').click();
      await page.locator('#output', { hasText: bytes }).waitFor();
      await verdict(page, 'ok');
    }
    const plain = await open(url, { javaScriptEnabled: false });
    assert.deepEqual(await plain.locator('#files pre').allInnerTexts(), ['a\nb\n', 'é\n', '1\n2\n']);
    await plain.locator('#run').click();
    await verdict(plain, 'ok');
    assert.equal((await text(plain, '#output')).trim(), '97 13 10 98 13 10');
  });

  test('has what the program reads as files beside its sources, the same in its forks', async () => {
    const source = `#include <stdio.h>
int main(void) { FILE *f = fopen("data.txt", "r"), *g = fopen("bytes.bin", "r"); printf("%c%d\\n", fgetc(f), fgetc(g)); }`;
    const names = ['main.c', 'data.txt', 'bytes.bin'];
    const { url } = await keep({
      submission: {
        source,
        inputs: [
          { path: 'data.txt', content: 'a' },
          { path: 'bytes.bin', content: '/w==', encoding: 'base64' },
        ],
      },
    });
    const page = await open(url);
    assert.deepEqual(await page.locator('[role=tab]').allInnerTexts(), names);
    assert.equal(await text(page, '#unseen'), '');
    await page.getByRole('tab', { name: 'data.txt' }).click();
    await write(page, 'b');
    await page.locator('#run').click();
    await page.locator('#output', { hasText: 'b255' }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await page.reload();
    await page.locator('.live .cm-content').waitFor();
    assert.deepEqual(await page.locator('[role=tab]').allInnerTexts(), names);
    await page.locator('#run').click();
    await page.locator('#output', { hasText: 'b255' }).waitFor();
    await page.locator('#share').click();
    await page.locator('dialog .primary').click();
    const fork = new URL(await page.locator('#shared input').first().inputValue()).pathname;
    const { submission } = await (
      await fetch(`${stage.service.url}/pastes/${fork.slice('/p/'.length)}`)
    ).json();
    assert.equal(submission.source, source);
    assert.deepEqual(submission.inputs, [
      { path: 'data.txt', content: 'b', encoding: 'utf8' },
      { path: 'bytes.bin', content: '/w==', encoding: 'base64' },
    ]);
    const reader = await open(fork);
    assert.deepEqual(await reader.locator('[role=tab]').allInnerTexts(), names);
    const frame = await (
      await fetch(`${stage.service.url}${fork}/embed`, { headers: { accept: 'text/html' } })
    ).text();
    assert.match(frame, /data\.txt.*bytes\.bin.*file=bytes\.bin/s);
  });

  test('says where it was changed here, and comes back as it was kept', async () => {
    const { url } = await keep({ submission: { source: 'int main(void) { return 3; }' } });
    const page = await open(url);
    const reload = async () => {
      await page.reload();
      await page.locator('.live .cm-content').waitFor();
    };
    const back = page.getByRole('button', { name: 'Drop my changes' });
    await reload();
    assert.equal(await back.count(), 0);
    await write(page, 'int main(void) { return 4; }');
    await reload();
    assert.match(await text(page, '.cm-content'), /return 4/);
    assert.match(await text(page, '#paste'), /changed it since/);
    await back.click();
    await page.locator('.live .cm-content', { hasText: 'return 3' }).waitFor();
    assert.equal(await back.count(), 0);
  });

  test('fits into a frame, whatever its title', async () => {
    const { url } = await keep({
      submission: { source: 'int main(void) {}' },
      title: 'w'.repeat(100),
      run: false,
    });
    const page = await open('/');
    await page.setViewportSize({ width: 320, height: 400 });
    await page.route('**/host', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${url}/embed" width="300"></iframe>` }),
    );
    await page.goto(`${stage.service.url}/host`);
    const heading = page.frameLocator('iframe').locator('h1');
    assert.ok((await heading.evaluate((title) => title.scrollWidth)) <= 300);
  });

  test('did nothing in all this that its policy forbids, and asked nobody else', () => {
    assert.deepEqual(stage.troubles(), []);
  });
});
