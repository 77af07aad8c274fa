import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { document, html, type Page, pageHeaders } from './page.js';

// What the reader can do about it; the application's author reads the code.
const IN_WORDS: Readonly<Record<string, string>> = {
  access_denied: 'You did not allow the application to act for you.',
  invalid_client: 'The application that sent you here is not known.',
  invalid_redirect_uri:
    'The application that sent you here asks to be answered at an address that is not its own.',
  not_found: 'There is no page at this address.',
  server_error: 'Something went wrong on our side. Try again in a moment.',
  session_not_found: 'This page was left open for too long, or was opened in another browser.',
};

/** Says in plain words what went wrong, and how it is called in the standards. */
export function errorPage(code: string): Page {
  const words =
    IN_WORDS[code] ?? 'The application that sent you here asked for something that cannot be done.';
  return {
    title: 'That did not work',
    body: html`<p class="fault" role="alert">${words}</p>
<p>Go back to the application, and begin again from there.</p>
<p class="soft">Code: ${code}</p>`,
  };
}

/** The provider's own errors, where a browser is to be shown something. */
export function showError(ctx: KoaContextWithOIDC, { error }: ErrorOut, cause: Error): void {
  const page = errorPage(codeOf(ctx, error, cause));
  ctx.set({ ...pageHeaders(page) });
  ctx.body = document(page);
}

function codeOf(ctx: KoaContextWithOIDC, error: string, cause: Error): string {
  if (ctx.status === 404) return 'not_found';
  return cause.name === 'SessionNotFound' ? 'session_not_found' : error;
}
