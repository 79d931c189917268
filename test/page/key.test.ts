// The page of a service that asks for a key.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startService } from '../service.js';
import { openBrowser, runTo, verdict, visit } from './browser.js';

const cellblock = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));

test('the page asks for a key where the service wants one, keeps it, and forgets it', {
  timeout: 300_000,
}, async () => {
  const service = await startService({ env: { CELLBLOCK_ACCESS: 'keys' } });
  const browser = await openBrowser();
  try {
    const { page, troubles } = await visit(browser, service.url);
    await page.locator('#run').click();
    await page.locator('#key').fill(await keyOf(service.state));
    await page.locator('#key').press('Enter');
    await verdict(page, 'ok');
    await runTo(page, 'int main(void) { return 7; }', 'exit_nonzero');
    await page.locator('#interact').click();
    await page.locator('#terminal .xterm-screen').waitFor();
    await verdict(page, 'exit_nonzero');
    await page.locator('#settings').click();
    await page.getByRole('button', { name: 'Forget the API key' }).click();
    await page.locator('#run').click();
    await page.locator('#key').waitFor();
    await page.keyboard.press('Escape');
    await verdict(page, 'refused');
    assert.equal(await page.evaluate(() => localStorage.getItem('cellblock.key')), null);
    assert.deepEqual(troubles, []);
  } finally {
    await browser.close();
    await service.stop();
  }
});

test('without a script the page has a field for a key, which is in no page and in no log', {
  timeout: 300_000,
}, async () => {
  const service = await startService({ env: { CELLBLOCK_ACCESS: 'keys', CELLBLOCK_LOG_LEVEL: 'trace' } });
  const browser = await openBrowser();
  try {
    const { page, troubles } = await visit(browser, service.url, { javaScriptEnabled: false });
    const source = 'int main(void) { return 7; }';
    await page.locator('[name="content.0"]').fill(source);
    await page.locator('#run').click();
    await verdict(page, 'refused');
    assert.match(await page.locator('#verdict').innerText(), /An API key is needed/);
    assert.equal(await page.locator('[name="content.0"]').inputValue(), source);
    const key = await keyOf(service.state);
    await page.locator('[name=key]').fill(key);
    await page.locator('[name=keep]').check();
    await page.locator('#run').click();
    await verdict(page, 'exit_nonzero');
    assert.equal(await page.locator('[name=key]').inputValue(), '');
    const id = /\/p\/(\w+)/.exec(await page.locator('.note').innerText())?.[1];
    const kept = await (await fetch(`${service.url}/pastes/${id}`)).text();
    for (const said of [await page.content(), page.url(), kept, service.logs]) assert.ok(!said.includes(key));
    assert.deepEqual(troubles, []);
  } finally {
    await browser.close();
    await service.stop();
  }
});

async function keyOf(state: string): Promise<string> {
  const env = { ...process.env, CELLBLOCK_STATE: state };
  const { stdout } = await promisify(execFile)(process.execPath, [cellblock, 'keys', 'create', 'page'], {
    env,
  });
  return /cb_\S+/.exec(stdout)?.[0] ?? assert.fail(stdout);
}
