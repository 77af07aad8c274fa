import { accessTokenSettings, createAccessTokenVerifier, type Logger, SubgraphTokens } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import { headersKept } from '../config/header-rules.js';
import type { Traffic } from '../config/traffic-settings.js';
import { type IdentifyCaller, identifyBy } from '../pipeline/identify-caller.js';
import { Callers } from '../security/callers/callers.js';
import { RevocationFeed } from '../security/callers/revocation-feed.js';
import type { KeepHeaders } from '../subscriptions/authority.js';

/** How a gateway knows its callers, and how it tells subgraphs of them. */
export interface GatewayCallers {
  /** Undefined where no access tokens are verified: whatever clients send goes to subgraphs by the header rules. */
  readonly callers: Callers | undefined;
  /** Undefined where the gateway signs no tokens of its own. */
  readonly tokens: SubgraphTokens | undefined;
  /** Tells who sends a request; undefined as `callers`. */
  readonly identify: IdentifyCaller | undefined;
  /** Keeps what of a client's headers may go on: not its token, where one of the gateway's takes its place. */
  readonly keep: KeepHeaders;
  /** Undefined where no subgraph tells which tokens are void. */
  readonly revocations: RevocationFeed | undefined;
}

/** @throws Error naming the variable whose keys cannot be used */
export function createCallers(config: GatewayConfig, traffic: Traffic, log: Logger): GatewayCallers {
  const onKeysFailure = (error: unknown) =>
    log.warn({ err: error }, 'the issuer of access tokens did not give its keys; known ones are kept');
  const { SUBGRAPH_TOKEN_KEY_FILE: keyFile } = config;
  const tokens = keyFile === undefined ? undefined : new SubgraphTokens(keyFile);
  const issuers = accessTokenSettings(config).map((settings) => ({ ...settings, onKeysFailure }));
  const callers = issuers.length > 0 ? new Callers(createAccessTokenVerifier(issuers)) : undefined;
  const { REVOCATIONS_SUBGRAPH: subgraph, REVOCATIONS_POLL_MS: pollMs } = config;
  const revocations =
    callers && subgraph !== undefined ? new RevocationFeed({ subgraph, pollMs, callers, log }) : undefined;
  const keep = headersKept(traffic.allHeaderRules);
  return {
    callers,
    tokens,
    revocations,
    identify: callers && identifyBy(callers),
    keep: tokens ? (received) => keep({ ...received, authorization: undefined }) : keep,
  };
}
