import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A form of a page. */
export interface PageForm {
  /** The whole address that it is sent to. */
  readonly action: string;
  /** What it carries unseen. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** Where a browser is after it followed all redirects within its site. */
export interface BrowserPage {
  readonly url: URL;
  /** 0 outside of the site: nothing was asked there. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly html: string;
  readonly forms: readonly PageForm[];
}

/** Which site a browser visits. */
export interface HttpBrowserOptions {
  /** The site's origin, as its pages and redirects name it. */
  readonly origin: string;
  /** Where the site listens on this machine. @default the origin's own port */
  readonly port?: number;
}

const MAX_REDIRECTS = 10;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/**
 * What a browser without scripts does on one site, by HTTP: it keeps cookies, follows redirects and sends forms. A redirect out of
 * the site ends the way there, and is not followed.
 */
export class HttpBrowser {
  readonly #options: HttpBrowserOptions;
  #cookies: Cookie[] = [];

  constructor(options: HttpBrowserOptions) {
    this.#options = options;
  }

  /** Goes to an address of the site. */
  open(address: string | URL): Promise<BrowserPage> {
    return this.#go('GET', new URL(address, this.#options.origin));
  }

  /** Sends a form of a page with what was typed in. @throws Error when the page has no such form */
  submit(page: BrowserPage, fields: Readonly<Record<string, string>> = {}, nth = 0): Promise<BrowserPage> {
    const form = page.forms[nth];
    if (!form) throw new Error(`the page has no form ${nth}: ${page.status} ${page.url.href} ${page.html}`);
    const body = new URLSearchParams({ ...form.hidden, ...fields }).toString();
    return this.#go('POST', new URL(form.action), body, page.url);
  }

  /** The names of the cookies that it has. */
  get cookieNames(): readonly string[] {
    return this.#cookies.map(({ name }) => name);
  }

  /** What it would send as its cookies to an address. */
  cookieHeader(address: string | URL): string {
    const { pathname } = new URL(address);
    return this.#cookies
      .filter(({ path }) => pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  async #go(method: 'GET' | 'POST', url: URL, body?: string, from?: URL): Promise<BrowserPage> {
    let page = await this.#ask(method, url, body, from);
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      const { location } = page.headers;
      if (page.status < 300 || page.status > 399 || typeof location !== 'string') return page;
      const next = new URL(location, page.url);
      if (next.origin !== this.#options.origin) {
        return { url: next, status: 0, headers: {}, html: '', forms: [] };
      }
      page = await this.#ask('GET', next);
    }
    throw new Error(`${url.href} redirects more than ${MAX_REDIRECTS} times`);
  }

  #ask(method: 'GET' | 'POST', url: URL, body?: string, from?: URL): Promise<BrowserPage> {
    const cookie = this.cookieHeader(url);
    const headers: Record<string, string> = {
      host: url.host,
      accept: 'text/html',
      ...(cookie !== '' && { cookie }),
      ...(from && { origin: from.origin, 'sec-fetch-site': 'same-origin' }),
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(body)),
      }),
    };
    const { port = Number(url.port) } = this.#options;
    const path = `${url.pathname}${url.search}`;
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        this.#keepCookies(response.headers['set-cookie'] ?? []);
        text(response).then((html) => {
          const { statusCode: status = 0, headers } = response;
          resolve({ url, status, headers, html, forms: formsOf(html, url) });
        }, reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  #keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const attribute = (key: string) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
      const path = attribute('path') ?? '/';
      this.#cookies = this.#cookies.filter((known) => known.name !== name || known.path !== path);
      const expires = attribute('expires');
      const isOver = value === '' || (expires !== undefined && Date.parse(expires) <= Date.now());
      if (!isOver) this.#cookies.push({ name, value, path });
    }
  }
}

// Of pages whose markup is known: attributes are in double quotes.
function formsOf(html: string, base: URL): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = '', content = '']) => {
    const hidden = [...content.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      /\bname="([^"]*)"/.exec(input)?.[1] ?? '',
      /\bvalue="([^"]*)"/.exec(input)?.[1] ?? '',
    ]);
    const action = /\baction="([^"]*)"/.exec(attributes)?.[1] ?? '';
    return { action: new URL(action, base).href, hidden: Object.fromEntries(hidden) };
  });
}
