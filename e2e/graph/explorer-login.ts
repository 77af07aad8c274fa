import { DEMO_PASSWORD } from '@orrery/contracts/seed';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser, withoutChromium, writeInto } from '../gateway/fixture/explorer-page.js';

describe.skipIf(withoutChromium)(`logging in at the explorer${withoutChromium}`, () => {
  const places = inject('system');
  const home = `http://localhost:${places.gatewayPort}/`;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
  });
  afterAll(() => browser.close());

  const button = (name: string) => page.locator('.login').getByRole('button', { name });

  it('should run operations as who logged in by the provider, and as nobody after the logout', async () => {
    await page.goto(home);
    await button('Log in').click();
    await page.getByLabel('Email address').fill('ada@example.com');
    await page.getByLabel('Password').fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    const consent = page.getByRole('button', { name: 'Allow', exact: true });
    await consent.or(button('Log out')).waitFor();
    if (await consent.isVisible()) await consent.click();
    await page.locator('.subject', { hasText: 'ada@example.com' }).waitFor();
    expect(page.url()).toBe(home);
    await run('{ me { displayName } }');
    await page.locator('.graphiql-response', { hasText: 'Ada Lindholm' }).waitFor();
    await button('Log out').click();
    await page.waitForURL((url) => !url.href.startsWith(home));
    await page.getByRole('button', { name: 'Log out' }).click();
    await button('Log in').waitFor();
    await run('{ me { displayName } }');
    await page.locator('.graphiql-response', { hasText: '"me": null' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('should say why nobody is logged in who was turned back', async () => {
    await page.context().clearCookies();
    await page.goto(home);
    await button('Log in').click();
    await page.getByLabel('Email address').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.fault', { hasText: 'You are not logged in' }).waitFor();
    expect(page.url()).toBe(home);
  });

  async function run(query: string): Promise<void> {
    await writeInto(page, '.graphiql-query-editor', query);
    // The page reads the text a moment later: until then it would ask for the operation that was there.
    await page
      .locator('[role=tab][aria-selected=true], .graphiql-tab-active', { hasText: '<untitled>' })
      .first()
      .waitFor();
    await page.locator('.graphiql-execute-button').click();
  }
});
