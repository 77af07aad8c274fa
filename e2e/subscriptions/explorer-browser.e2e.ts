import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, withoutChromium, writeInto } from '../gateway/fixture/explorer-page.js';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';

describe.skipIf(withoutChromium)(`subscriptions in the explorer${withoutChromium}`, () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, { ORRERY_ENV: 'development' });
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(gateway.server.url);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await shop.stop();
  });

  it('should show events as they come, to the caller of the pasted token, until the run is stopped', async () => {
    const { goods } = shop.subgraphs;
    await writeInto(page, '.graphiql-query-editor', 'subscription { goodChanged { name score seenBy } }');
    await writeInto(page, '.graphiql-editor-tool', '{ "Authorization": "Bearer pasted" }');
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
