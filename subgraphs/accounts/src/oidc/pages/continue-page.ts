import type { KoaContextWithOIDC } from 'oidc-provider';
import { document, Html, html, pageHeaders } from './page.js';

// What the library writes where a form is to be sent on: its values are escaped.
const LIBRARYS_FORM = /<form method="post" action="([^"]*)">([\s\S]*?)<noscript>/;

/**
 * Puts a page of ours in the place of the library's own, which sends its form by a script: there is a button in place of the script.
 * @throws Error for a page of the library that is not known
 */
export async function withoutScripts(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const isPage = ctx.status < 300 || ctx.status > 399; // what redirects is not shown
  if (!isPage || ctx.type !== 'text/html' || ctx.response.get('content-security-policy') !== '') return;
  const [, action, inputs] = LIBRARYS_FORM.exec(String(ctx.body)) ?? [];
  if (action === undefined || inputs === undefined)
    throw new Error('the provider shows a page that is not ours');
  const page = {
    title: 'One more step',
    formTarget: targetOf(ctx, action),
    body: html`<p>Press Continue to go on.</p>
<form method="post" action="${new Html(action)}">${new Html(inputs)}<button type="submit">Continue</button></form>`,
  };
  ctx.set({ ...pageHeaders(page) });
  ctx.body = document(page);
}

// Where the form, or the redirect that follows it, leaves the provider.
function targetOf(ctx: KoaContextWithOIDC, action: string): string | undefined {
  const { origin } = new URL(action);
  if (origin !== new URL(ctx.oidc.issuer).origin) return origin;
  const after = ctx.oidc.params?.post_logout_redirect_uri;
  return typeof after === 'string' ? new URL(after).origin : undefined;
}
