import { html, type Page } from './page.js';

/** What a login page shows. */
export interface LoginView {
  /** The login's path. */
  readonly path: string;
  /** The application that somebody logs in to. */
  readonly application: string;
  readonly email?: string | undefined;
  /** What was wrong with the last try, in plain words. */
  readonly fault?: string | undefined;
  /** Whether a one-time code is asked for too. @default false */
  readonly asksCode?: boolean;
  readonly formTarget?: string | undefined;
}

/** Asks who somebody is. */
export function loginPage({ path, application, email, fault, asksCode, formTarget }: LoginView): Page {
  const code = asksCode
    ? html`<label for="code">Code from your authenticator app, or a recovery code</label>
<input id="code" name="code" autocomplete="one-time-code" maxlength="32" required>`
    : undefined;
  return {
    title: 'Log in',
    formTarget,
    body: html`<p class="soft">to continue to ${application}</p>
${fault && html`<p class="fault" role="alert">${fault}</p>`}
<form method="post" action="${path}/login">
<label for="email">Email address</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="320" required value="${email}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="128" required>
${code}
<button type="submit">Log in</button>
</form>
<form method="post" action="${path}/abort"><button class="plain" type="submit">Cancel</button></form>`,
  };
}
