import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, withoutChromium, writeInto } from './fixture/explorer-page.js';
import { startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe.skipIf(withoutChromium)(`the explorer in a browser${withoutChromium}`, () => {
  let shop: Shop;
  let gateway: TestGateway;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { ORRERY_ENV: 'development' });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('request', (request) => requested.push(request.url()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('requestfailed', (request) => faults.push(request.url()));
    await page.goto(gateway.server.url);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await shop.stop();
  });
  it('should run an operation with a pasted token, and ask nobody but the gateway for anything', async () => {
    shop.subgraphs.goods.received.length = 0;
    await writeInto(page, '.graphiql-query-editor', '{ goods(first: 1) { name } }');
    await writeInto(page, '.graphiql-editor-tool', '{ "Authorization": "Bearer pasted" }');
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response', { hasText: 'Lamp' }).waitFor();
    expect(shop.subgraphs.goods.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer pasted',
    ]);
    expect(faults).toEqual([]);
    const elsewhere = requested.filter(
      (url) => !url.startsWith(gateway.server.url) && !url.startsWith('data:') && !url.startsWith('blob:'),
    );
    expect(elsewhere).toEqual([]);
    expect(requested.length).toBeGreaterThan(5);
  });

  it('should have the headers explained and Apollo Sandbox one click away', async () => {
    const fresh = await browser.newPage();
    await fresh.goto(`${gateway.server.url}/graphql`);
    await fresh
      .locator('.graphiql-editor-tool', { hasText: 'npm run orrery -- token --user EMAIL' })
      .waitFor();
    const link = fresh.getByRole('link', { name: 'Open in Apollo Sandbox' });
    const endpoint = encodeURIComponent(`${gateway.server.url}/graphql`);
    expect(await link.getAttribute('href')).toBe(
      `https://studio.apollographql.com/sandbox/explorer?endpoint=${endpoint}`,
    );
  });
});
