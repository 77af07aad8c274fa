import type { LoginSettings } from './login-settings.js';

/** What the provider gave the page: kept in memory only, so that a reload asks the provider again, which still knows the browser. */
interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What has to be known again when the browser comes back. */
interface Departure {
  readonly state: string;
  readonly verifier: string;
}

interface Endpoints {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint?: string;
}

const DEPARTURE = 'orrery-login';
const RENEW_BEFORE_MS = 30_000;

/** A login at an OpenID provider by authorization code with PKCE (RFC 9700), as a client without a secret. */
export class Login {
  readonly #settings: LoginSettings;
  #tokens: Tokens | undefined;
  #renewing: Promise<void> | undefined;

  constructor(settings: LoginSettings) {
    this.#settings = settings;
  }

  /** Who is logged in, as the provider says; undefined for nobody. */
  get subject(): string | undefined {
    if (!this.#tokens) return undefined;
    const { email, sub } = claimsIn(this.#tokens.accessToken);
    return email ?? sub ?? 'you';
  }

  /** The headers that operations are sent with; renews the token when it is about to end. */
  async headers(): Promise<Record<string, string>> {
    if (this.#tokens && this.#tokens.expiresAt - Date.now() < RENEW_BEFORE_MS) {
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = undefined;
      });
      await this.#renewing;
    }
    return this.#tokens ? { authorization: `Bearer ${this.#tokens.accessToken}` } : {};
  }

  /** Leaves for the provider's page. */
  async begin(): Promise<void> {
    const { authorization_endpoint: address } = await this.#endpoints();
    const departure: Departure = { state: randomText(), verifier: randomText() };
    sessionStorage.setItem(DEPARTURE, JSON.stringify(departure));
    const challenge = new Uint8Array(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(departure.verifier)),
    );
    go(address, {
      client_id: this.#settings.clientId,
      response_type: 'code',
      redirect_uri: homeAddress(),
      scope: this.#settings.scope,
      state: departure.state,
      code_challenge: base64url(challenge),
      code_challenge_method: 'S256',
    });
  }

  /**
   * Takes up what the provider sent the browser back with; nothing when it does not come from there.
   * @throws Error that says why there is no login
   */
  async finish(): Promise<void> {
    const answer = new URLSearchParams(window.location.search);
    const departure = readDeparture();
    if (!departure || answer.get('state') !== departure.state) return;
    sessionStorage.removeItem(DEPARTURE);
    history.replaceState(undefined, '', window.location.pathname);
    const refusal = answer.get('error');
    if (refusal !== null) throw new Error(answer.get('error_description') ?? refusal);
    const endpoints = await this.#endpoints();
    if (answer.get('iss') !== endpoints.issuer) throw new Error('the answer is of another provider'); // RFC 9207
    this.#tokens = await this.#fetchTokens(endpoints, {
      grant_type: 'authorization_code',
      code: answer.get('code') ?? '',
      redirect_uri: homeAddress(),
      code_verifier: departure.verifier,
    });
  }

  /** Leaves for the provider's page that ends the login. */
  async end(): Promise<void> {
    const { end_session_endpoint: address } = await this.#endpoints();
    const idToken = this.#tokens?.idToken;
    this.#tokens = undefined;
    if (address === undefined) return window.location.reload();
    go(address, {
      client_id: this.#settings.clientId,
      post_logout_redirect_uri: homeAddress(),
      ...(idToken !== undefined && { id_token_hint: idToken }),
    });
  }

  async #renew(): Promise<void> {
    const refreshToken = this.#tokens?.refreshToken;
    this.#tokens =
      refreshToken === undefined
        ? undefined
        : await this.#fetchTokens(await this.#endpoints(), {
            grant_type: 'refresh_token',
            refresh_token: refreshToken,
          }).catch(() => undefined);
  }

  async #fetchTokens({ token_endpoint: address }: Endpoints, body: Record<string, string>): Promise<Tokens> {
    const form = new URLSearchParams({ ...body, client_id: this.#settings.clientId });
    const response = await fetch(address, { method: 'POST', body: form });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(String(answer.error_description ?? answer.error));
    const {
      access_token: accessToken,
      refresh_token: refreshToken,
      id_token: idToken,
      expires_in: seconds,
    } = answer;
    return {
      accessToken: String(accessToken),
      refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
      idToken: typeof idToken === 'string' ? idToken : undefined,
      expiresAt: Date.now() + Number(seconds) * 1_000,
    };
  }

  async #endpoints(): Promise<Endpoints> {
    const address = `${this.#settings.issuer}/.well-known/openid-configuration`;
    const response = await fetch(address).catch(() => undefined);
    if (!response?.ok) throw new Error(`the provider ${this.#settings.issuer} does not answer`);
    return (await response.json()) as Endpoints;
  }
}

// Where the provider sends browsers back to, whichever of the page's addresses was open.
function homeAddress(): string {
  return `${window.location.origin}/`;
}

function go(address: string, parameters: Readonly<Record<string, string>>): void {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  window.location.assign(url.href);
}

function readDeparture(): Departure | undefined {
  const text = sessionStorage.getItem(DEPARTURE);
  return text === null ? undefined : (JSON.parse(text) as Departure);
}

function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

// Shown only: the gateway verifies the token.
function claimsIn(token: string): { readonly email?: string; readonly sub?: string } {
  try {
    const [, payload = ''] = token.split('.');
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return {};
  }
}
