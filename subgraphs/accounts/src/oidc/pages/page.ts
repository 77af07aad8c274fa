import type { ServerResponse } from 'node:http';
import { STYLESHEET_PATH } from './stylesheet.js';

/** HTML that is safe to put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** Makes HTML of a template: what is put in is text, unless it is HTML already, or a list of it. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const text = parts.reduce((before, part, i) => before + written(values[i - 1]) + part);
  return new Html(text);
}

/** What a template takes; nothing is written for undefined. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

function written(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page of the provider. */
export interface Page {
  /** What the browser's tab says, and the heading. */
  readonly title: string;
  readonly body: Html;
  /** Where its forms may lead beside the provider itself: an origin. */
  readonly formTarget?: string | undefined;
}

/** A page as a whole document. */
export function document({ title, body }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Orrery</title>
<link rel="stylesheet" href="${STYLESHEET_PATH}">
</head>
<body>
<main>
<p class="brand">${LOGO} Orrery</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}

/** The headers of each page: nothing from elsewhere, no script, no frame around it, no copy kept. */
export function pageHeaders({ formTarget }: Pick<Page, 'formTarget'>): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // A browser holds the redirects that follow a form against this too.
    `form-action 'self'${formTarget ? ` ${formTarget}` : ''}`,
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Answers with a page. */
export function sendPage(response: ServerResponse, status: number, page: Page): void {
  response.writeHead(status, pageHeaders(page)).end(document(page));
}

// A sun, an orbit and a planet.
const LOGO = new Html(
  '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><circle cx="16" cy="16" r="12" class="orbit"/>' +
    '<circle cx="16" cy="16" r="5" class="sun"/><circle cx="24.5" cy="7.5" r="3" class="planet"/></svg>',
);
