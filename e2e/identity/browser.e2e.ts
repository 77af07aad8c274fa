import { createServer, type Server } from 'node:http';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, withoutChromium } from '../gateway/fixture/explorer-page.js';
import { type IdentitySystem, startIdentity } from './fixture/identity-system.js';
import { secondFactorOf } from './fixture/second-factor.js';
import { ADA, ADA_ID, WebClient } from './fixture/web-client.js';

const PHONE: BrowserContextOptions = {
  viewport: { width: 320, height: 568 },
  isMobile: true,
  hasTouch: true,
  javaScriptEnabled: false,
};
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
/** The smallest side of what a finger can hit: WCAG 2.2, 2.5.8 asks for 24. */
const LEAST_TARGET = 40;

describe.skipIf(withoutChromium)(`the pages of the provider in a browser${withoutChromium}`, () => {
  let system: IdentitySystem;
  let web: WebClient;
  let application: Server;
  let browser: Browser;
  const pages: Page[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    system = await startIdentity();
    web = await WebClient.discover(system);
    application = createServer((_request, response) => response.end('the application'));
    await new Promise<void>((resolve) =>
      application.listen(Number(new URL(system.redirectUri).port), '127.0.0.1', resolve),
    );
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    application.close();
    await system.stop();
  });

  async function newPage(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    pages.push(page);
    // What a page's policy refuses is told on the console.
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('the server responded with a status of')) {
        faults.push(message.text());
      }
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const isKnown = [system.issuer, new URL(system.redirectUri).origin].includes(
        new URL(request.url()).origin,
      );
      if (!isKnown) faults.push(`asked ${request.url()}`);
    });
    return page;
  }

  async function typeIn(page: Page, password = ADA.password, email = ADA.email): Promise<void> {
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  it.each([
    ['a desk', DESK],
    ['a phone without scripts', PHONE],
  ])(
    'should log somebody in at %s, after a password that is wrong, with consent',
    async (_where, options) => {
      const page = await newPage(options);
      const departure = await web.depart();
      await page.goto(departure.url.href);
      expect(await page.title()).toBe('Log in · Orrery');
      await expectFit(page);
      await typeIn(page, 'not the password');
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').textContent()).toBe(
        'The email address or the password is not right.',
      );
      expect(await page.getByLabel('Email address').inputValue()).toBe(ADA.email);
      expect(await page.getByLabel('Password').inputValue()).toBe('');
      await expectFit(page);
      await typeIn(page);
      await page.getByRole('heading', { name: 'Allow Orrery?' }).waitFor();
      expect(await page.getByRole('listitem').allInnerTexts()).toEqual([
        'Know that it is you.',
        'Do everything in the shop that you may do.',
      ]);
      await expectFit(page);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.waitForURL(`${system.redirectUri}?**`);
      expect(await page.textContent('body')).toBe('the application');
      const tokens = await web.arrive(new URL(page.url()), departure);
      expect(tokens.claims()?.sub).toBe(ADA_ID);

      // Whom another site sends there is asked first.
      await page.goto(`${system.issuer}/logout`);
      await page.getByRole('heading', { name: 'Log out?' }).waitFor();
      await expectFit(page);
      await page.getByRole('button', { name: 'Log out', exact: true }).click();
      await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
      await expectFit(page);
      await page.goto((await web.depart()).url.href);
      expect(await page.title()).toBe('Log in · Orrery');
    },
  );

  it('should log somebody out on behalf of the application, and go back to it', async () => {
    const page = await newPage(PHONE);
    const departure = await web.depart();
    await page.goto(departure.url.href);
    await typeIn(page);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(`${system.redirectUri}?**`);
    const tokens = await web.arrive(new URL(page.url()), departure);
    const logout = new URL(`${system.issuer}/logout`);
    logout.searchParams.set('id_token_hint', tokens.id_token ?? '');
    logout.searchParams.set('post_logout_redirect_uri', system.redirectUri);
    await page.goto(logout.href);
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
    await page.waitForURL(system.redirectUri);
    expect(await page.textContent('body')).toBe('the application');
  });

  it('should go back to the application when somebody does not want to log in', async () => {
    const page = await newPage(PHONE);
    await page.goto((await web.depart()).url.href);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(`${system.redirectUri}?**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
  });

  it('should go on by a button where nobody is logged in who logs out, or somebody else logs in', async () => {
    const page = await newPage(PHONE);
    const logout = new URL(`${system.issuer}/logout`);
    logout.searchParams.set('client_id', 'orrery-web');
    logout.searchParams.set('post_logout_redirect_uri', system.redirectUri);
    await page.goto(logout.href);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await expectFit(page);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(system.redirectUri);

    await page.goto((await web.depart()).url.href);
    await typeIn(page);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(`${system.redirectUri}?**`);
    const departure = await web.depart({ prompt: 'login' });
    await page.goto(departure.url.href);
    await typeIn(page, ADA.password, 'grace@example.com');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.textContent('.soft')).toBe('You are logged in as grace@example.com.');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(`${system.redirectUri}?**`);
    const tokens = await web.arrive(new URL(page.url()), departure);
    expect(tokens.claims()?.sub).not.toBe(ADA_ID);
  });

  it('should give an application that takes its answer by a form that form, with a button', async () => {
    const page = await newPage(PHONE);
    const departure = await web.depart({ response_mode: 'form_post' });
    await page.goto(departure.url.href);
    await typeIn(page);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    const sent = page.waitForRequest(system.redirectUri);
    await page.getByRole('button', { name: 'Continue' }).click();
    const answer = new URLSearchParams((await sent).postData() ?? '');
    expect(answer.get('state')).toBe(departure.state);
    const at = new URL(system.redirectUri);
    at.search = answer.toString();
    expect((await web.arrive(at, departure)).claims()?.sub).toBe(ADA_ID);
  });

  it('should ask who set up an authenticator for a code, and take a recovery code for it', async () => {
    const email = 'cleo@example.com';
    const recoveryCode = await secondFactorOf(system, web, email);
    const page = await newPage(PHONE);
    const departure = await web.depart();
    await page.goto(departure.url.href);
    await typeIn(page, ADA.password, email);
    expect(await page.getByRole('alert').textContent()).toBe('Type your password again, and the code.');
    await expectFit(page);
    await page.getByLabel('Code from your authenticator app').fill('000000');
    await typeIn(page, ADA.password, email);
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^The email address, the password or the code/,
    );
    await page.getByLabel('Code from your authenticator app').fill(recoveryCode);
    await typeIn(page, ADA.password, email);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(`${system.redirectUri}?**`);
    expect((await web.arrive(new URL(page.url()), departure)).access_token).toEqual(expect.any(String));
  });

  it('should say in plain words what went wrong', async () => {
    const page = await newPage(PHONE);
    const shown: unknown[] = [];
    for (const address of [
      (await web.depart({ redirect_uri: 'https://evil.example/' })).url.href,
      (await web.depart({ client_id: 'nobody' })).url.href,
      `${system.issuer}/interaction/nonsense`,
      `${system.issuer}/nowhere`,
      `${system.issuer}/logout?client_id=orrery-web&post_logout_redirect_uri=https://evil.example/`,
    ]) {
      const response = await page.goto(address);
      expect(response?.status()).toBeGreaterThanOrEqual(400);
      await page.getByRole('heading', { name: 'That did not work' }).waitFor();
      await expectFit(page);
      shown.push([await page.getByRole('alert').textContent(), await page.textContent('.soft')]);
    }
    expect(shown).toEqual([
      [expect.stringContaining('an address that is not its own'), 'Code: invalid_redirect_uri'],
      ['The application that sent you here is not known.', 'Code: invalid_client'],
      [expect.stringContaining('was opened in another browser'), 'Code: session_not_found'],
      ['There is no page at this address.', 'Code: not_found'],
      [expect.stringContaining('asked for something that cannot be done'), 'Code: invalid_request'],
    ]);
  });

  it('should have pages that nothing from elsewhere gets into', async () => {
    const page = await newPage(DESK);
    const addresses = [
      (await web.depart()).url.href,
      `${system.issuer}/interaction/nonsense`,
      `${system.issuer}/nowhere`,
      `${system.issuer}/logout`,
      `${system.issuer}/logout/success`,
    ];
    for (const address of addresses) {
      const response = await page.goto(address);
      if (!response) throw new Error(`${address} was not answered`);
      const text = await response.text();
      const headers = response.headers();
      const policy = headers['content-security-policy']?.split('; ') ?? [];
      expect(policy.slice(0, 4)).toEqual([
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(policy[4]).toMatch(/^form-action 'self'( http:\/\/localhost:\d+)?$/);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });
});

async function expectFit(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  for (const box of await boxesOf(page, 'main, h1, p, li, label, input:visible, button:visible')) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
  }
  for (const box of await boxesOf(page, 'input:visible, button:visible')) {
    expect(box.height).toBeGreaterThanOrEqual(LEAST_TARGET);
  }
}

async function boxesOf(page: Page, selector: string) {
  const boxes = await Promise.all((await page.locator(selector).all()).map((one) => one.boundingBox()));
  return boxes.filter((box) => box !== null);
}
