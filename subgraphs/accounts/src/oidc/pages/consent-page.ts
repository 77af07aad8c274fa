import { isScope, SCOPES } from '@orrery/contracts';
import { EVERYTHING } from '../clients.js';
import { html, type Page } from './page.js';

/** What a consent page shows. */
export interface ConsentView {
  /** The login's path. */
  readonly path: string;
  /** The application that asks. */
  readonly application: string;
  /** Who is logged in. */
  readonly email: string;
  /** What the application asks for that it has not been given yet. */
  readonly scopes: readonly string[];
  readonly formTarget?: string | undefined;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  openid: 'Know that it is you.',
  email: 'Read your email address.',
  profile: 'Read your name.',
  offline_access: 'Stay logged in when you are away, also after you log out here.',
  [EVERYTHING]: 'Do everything in the shop that you may do.',
};

/** Asks whether an application may act for somebody. */
export function consentPage({ path, application, email, scopes, formTarget }: ConsentView): Page {
  const wishes = scopes.map((scope) => html`<li>${inWords(scope)}</li>`);
  return {
    title: `Allow ${application}?`,
    formTarget,
    body: html`<p class="soft">You are logged in as ${email}.</p>
<p>${application} asks to:</p>
<ul>${wishes}</ul>
<form method="post" action="${path}/consent"><button type="submit">Allow</button></form>
<form method="post" action="${path}/abort"><button class="plain" type="submit">Do not allow</button></form>`,
  };
}

function inWords(scope: string): string {
  return IN_WORDS[scope] ?? (isScope(scope) ? SCOPES[scope] : scope);
}
