import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';

const CHROMIUM = '/usr/bin/chromium';
const without = existsSync(CHROMIUM) ? '' : ' (needs chromium: apt-get install -y chromium)';

describe.skipIf(without)(`subscriptions in the explorer${without}`, () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, { ORRERY_ENV: 'development' });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
    });
    page = await browser.newPage();
    await page.goto(gateway.server.url);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await shop.stop();
  });

  const write = async (editor: string, text: string) => {
    await page.locator(`${editor} .view-lines:visible`).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(text);
    // The editor closes the first brace by itself, behind the cursor.
    await page.keyboard.press('Control+Shift+End');
    await page.keyboard.press('Delete');
  };

  it('should show events as they come, to the caller of the pasted token, until the run is stopped', async () => {
    const { goods } = shop.subgraphs;
    await write('.graphiql-query-editor', 'subscription { goodChanged { name score seenBy } }');
    await write('.graphiql-editor-tool', '{ "Authorization": "Bearer pasted" }');
    await page.locator('.graphiql-execute-button').click();
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await page.locator('.graphiql-response', { hasText: 'Lamp' }).waitFor();
    goods.emit('goodChanged', { ...LAMP, name: 'Stool' });
    const response = page.locator('.graphiql-response', { hasText: 'Stool' });
    await response.waitFor();
    expect(await response.textContent()).toMatch(/"Bearer\spasted"/);
    await page.locator('.graphiql-execute-button').click();
    await goods.listening(0);
  });
});
