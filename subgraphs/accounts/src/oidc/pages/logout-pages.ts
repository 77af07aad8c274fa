import type { KoaContextWithOIDC } from 'oidc-provider';
import { document, Html, html, type Page, pageHeaders } from './page.js';

/** Asks whether somebody wants to log out. @param form the provider's own, which has no button */
export function showLogout(ctx: KoaContextWithOIDC, form: string): void {
  const redirectTo = ctx.oidc.params?.post_logout_redirect_uri;
  show(ctx, {
    title: 'Log out?',
    formTarget: typeof redirectTo === 'string' ? new URL(redirectTo).origin : undefined,
    body: html`<p>You will have to log in again to go on, here and in the applications that you use.</p>
${new Html(form)}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Log out</button>
<p class="soft after">To stay logged in, close this page.</p>`,
  });
}

/** Says that somebody is logged out. */
export function showLoggedOut(ctx: KoaContextWithOIDC): void {
  show(ctx, { title: 'You are logged out', body: html`<p>You can close this page.</p>` });
}

function show(ctx: KoaContextWithOIDC, page: Page): void {
  ctx.set({ ...pageHeaders(page) });
  ctx.body = document(page);
}
