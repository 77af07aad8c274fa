import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type Provider from 'oidc-provider';
import { errors, type InteractionResults } from 'oidc-provider';
import { consentPage } from './pages/consent-page.js';
import { errorPage } from './pages/error-page.js';
import { loginPage } from './pages/login-page.js';
import { sendPage } from './pages/page.js';

/** What somebody types into the login page. */
export interface LoginForm {
  readonly email: string;
  readonly password: string;
  /** A one-time code, when it was asked for. */
  readonly code: string | undefined;
  /** The client's address. */
  readonly address: string | undefined;
}

/** What becomes of a login: the user, or why not. */
export type LoginOutcome =
  | {
      readonly userId: string;
      /** No later than the credentials were looked at. */
      readonly at: Date;
    }
  | { readonly refused: 'INVALID_CREDENTIALS' | 'CODE_REQUIRED' }
  | { readonly retryAt: Date };

/** Decides who somebody is. */
export type Authenticate = (form: LoginForm) => Promise<LoginOutcome>;

/** What the pages need beside the provider. */
export interface InteractionParts {
  readonly provider: Provider;
  readonly authenticate: Authenticate;
  /** A user's email address; undefined when the user is gone. */
  emailOf(userId: string): Promise<string | undefined>;
}

const ROUTE = /^\/interaction\/[\w-]+(?:\/(login|consent|abort))?$/;
const MAX_BODY_BYTES = 8 * 1024;

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Whether a path is one of the login pages. */
export function isInteraction(path: string): boolean {
  return path.startsWith('/interaction/');
}

/** Answers the pages of a login. Each belongs to the browser that began it, by a cookie that no other site's form carries. */
export async function answerInteraction(
  parts: InteractionParts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const route = ROUTE.exec(path);
  const action = route?.[1];
  if (!route || request.method !== (action ? 'POST' : 'GET'))
    return sendPage(response, 404, errorPage('not_found'));
  if (action && !isOwnForm(parts.provider, request))
    return sendPage(response, 403, errorPage('access_denied'));
  try {
    const interaction = await parts.provider.interactionDetails(request, response);
    if (interaction.uid !== path.split('/')[2]) throw new errors.SessionNotFound('another login was begun');
    const turn = { parts, request, response, interaction };
    if (action === 'login') return await logIn(turn);
    if (action === 'consent') return await allow(turn);
    if (action === 'abort') return await finish(turn, { error: 'access_denied' });
    return interaction.prompt.name === 'consent' ? await askConsent(turn) : await askLogin(turn, 200);
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    sendPage(response, 400, errorPage('session_not_found'));
  }
}

interface Turn {
  readonly parts: InteractionParts;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly interaction: Interaction;
}

async function askLogin(
  turn: Turn,
  status: number,
  view: { email?: string; fault?: string; asksCode?: boolean } = {},
): Promise<void> {
  const { login_hint: hint } = turn.interaction.params;
  const email = view.email ?? (typeof hint === 'string' ? hint : undefined);
  sendPage(turn.response, status, loginPage({ ...(await common(turn)), ...view, email }));
}

async function logIn(turn: Turn): Promise<void> {
  const { parts, request, interaction } = turn;
  if (interaction.prompt.name !== 'login') throw new errors.SessionNotFound('no login is asked for');
  const form = await readForm(request);
  const email = form.get('email') ?? '';
  const outcome = await parts.authenticate({
    email,
    password: form.get('password') ?? '',
    code: form.get('code') || undefined,
    address: addressOf(parts.provider, request),
  });
  if ('userId' in outcome) {
    const ts = Math.floor(outcome.at.getTime() / 1_000);
    return finish(turn, { login: { accountId: outcome.userId, ts } });
  }
  if ('retryAt' in outcome) {
    const seconds = Math.max(1, Math.ceil((outcome.retryAt.getTime() - Date.now()) / 1_000));
    turn.response.setHeader('retry-after', seconds);
    const fault = `There were too many attempts. Wait ${inWords(seconds)}, and try again.`;
    return askLogin(turn, 429, { email, asksCode: form.has('code'), fault });
  }
  if (outcome.refused === 'CODE_REQUIRED') {
    return askLogin(turn, 401, { email, asksCode: true, fault: 'Type your password again, and the code.' });
  }
  // Who was asked for a code is asked again: what of the three is wrong is not told.
  const asksCode = form.has('code');
  const fault = asksCode
    ? 'The email address, the password or the code is not right. Each code works once: wait for the next.'
    : 'The email address or the password is not right.';
  return askLogin(turn, 401, { email, asksCode, fault });
}

async function askConsent(turn: Turn): Promise<void> {
  const { parts, interaction } = turn;
  const email = await parts.emailOf(interaction.session?.accountId ?? '');
  if (email === undefined) throw new errors.SessionNotFound('the account is gone');
  const wishes = missing(interaction);
  const scopes = [...wishes.openid, ...wishes.resources.flatMap(([, names]) => names)];
  sendPage(turn.response, 200, consentPage({ ...(await common(turn)), email, scopes }));
}

async function allow(turn: Turn): Promise<void> {
  const { interaction } = turn;
  const { provider } = turn.parts;
  const accountId = interaction.session?.accountId;
  if (interaction.prompt.name !== 'consent' || !accountId) {
    throw new errors.SessionNotFound('no consent is asked for');
  }
  const known = interaction.grantId ? await provider.Grant.find(interaction.grantId) : undefined;
  const grant = known ?? new provider.Grant({ accountId, clientId: String(interaction.params.client_id) });
  const wishes = missing(interaction);
  if (wishes.openid.length > 0) grant.addOIDCScope(wishes.openid.join(' '));
  for (const [resource, scopes] of wishes.resources) grant.addResourceScope(resource, scopes.join(' '));
  await finish(turn, { consent: { grantId: await grant.save() } });
}

function finish({ parts, request, response, interaction }: Turn, result: InteractionResults): Promise<void> {
  const mergeWithLastSubmission = interaction.prompt.name === 'consent';
  return parts.provider.interactionFinished(request, response, result, { mergeWithLastSubmission });
}

async function common({ parts, interaction }: Turn) {
  const { client_id: clientId, redirect_uri: redirectUri } = interaction.params;
  const client = await parts.provider.Client.find(String(clientId));
  return {
    path: `/interaction/${interaction.uid}`,
    application: client?.clientName ?? String(clientId),
    formTarget: typeof redirectUri === 'string' ? targetOf(redirectUri) : undefined,
  };
}

// Applications on a device are answered at a scheme of their own, which has no origin.
function targetOf(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === 'null' ? protocol : origin;
}

function missing({ prompt }: Interaction): { openid: string[]; resources: [string, string[]][] } {
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as {
    missingOIDCScope?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  return { openid: missingOIDCScope, resources: Object.entries(missingResourceScopes) };
}

// Beside the cookie: browsers say where a form was. What says nothing is no browser, and has no cookie to abuse.
function isOwnForm({ issuer }: Provider, { headers }: IncomingMessage): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined || origin === new URL(issuer).origin;
}

function addressOf({ proxy }: Provider, request: IncomingMessage): string | undefined {
  const forwarded = proxy ? request.headers['x-forwarded-for'] : undefined;
  // The last is what the proxy itself saw; those before it are what the client says.
  return (
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim() || request.socket.remoteAddress
  );
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (!(length <= MAX_BODY_BYTES)) throw new errors.SessionNotFound('the form is too large');
  return new URLSearchParams(await text(request));
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
