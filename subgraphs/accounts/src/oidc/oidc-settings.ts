import { millisecondsField, portField } from '@orrery/runtime';
import { z } from 'zod';

/** The port of the provider in development. */
const DEFAULT_PORT = 4011;
/** Signs cookies and encrypts keys in development, where nothing is worth protecting; refused anywhere else. */
const DEVELOPMENT_SECRET = 'orrery-development-identity-secret';
const MIN_SECRET_LENGTH = 32; // characters

const urlList = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.array(z.url('must be a list of addresses with commas between them')));

/** The variables of the OpenID provider. */
export const oidcFields = {
  /** The public port of the provider; without it this process serves no login page. @default none */
  OIDC_PORT: portField.optional(),
  /** The address that the provider listens on. @default that of HOST */
  OIDC_HOST: z.string().min(1).optional(),
  /** The provider's public address: browsers and verifiers reach it there. @default http://localhost:OIDC_PORT */
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    // Pages and endpoints are where the listener has them: at the root.
    .refine((url) => !URL.canParse(url) || /^\/?$/.test(url.slice(new URL(url).origin.length)), {
      error: 'must be an origin, with no path behind it: https://id.example.com',
    })
    .optional(),
  /** Of it are made the key of the signing keys' private halves and that of the cookies. The same in each instance. */
  OIDC_KEY_SECRET: z.string().min(MIN_SECRET_LENGTH).default(DEVELOPMENT_SECRET),
  /** Where the web client may be sent back to after a login, with commas between. */
  OIDC_REDIRECT_URIS: urlList.default(['http://localhost:4000/']),
  /** The lifetime of access tokens. */
  OIDC_ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(10).max(3_600).default(600),
  /** For so long a refresh token that was just used is refused without ending its family: two tabs, or a retry. */
  OIDC_REFRESH_LEEWAY_MS: millisecondsField
    .or(z.literal(0))
    .or(z.literal('0').transform(() => 0))
    .default(5_000),
};

/** What {@link oidcFields} parses to. */
export type OidcConfig = z.output<z.ZodObject<typeof oidcFields>>;

/** How the provider is set up. */
export interface OidcSettings {
  /** Without a slash at its end. */
  readonly issuer: string;
  readonly secret: string;
  readonly webRedirectUris: readonly string[];
  readonly accessTokenSeconds: number;
  readonly refreshLeewayMs: number;
}

/** Reads {@link oidcFields}. */
export function oidcSettings(config: OidcConfig): OidcSettings {
  const issuer = config.OIDC_ISSUER ?? `http://localhost:${config.OIDC_PORT || DEFAULT_PORT}`;
  return {
    issuer: issuer.replace(/\/$/, ''),
    secret: config.OIDC_KEY_SECRET,
    webRedirectUris: config.OIDC_REDIRECT_URIS,
    accessTokenSeconds: config.OIDC_ACCESS_TOKEN_SECONDS,
    refreshLeewayMs: config.OIDC_REFRESH_LEEWAY_MS,
  };
}
