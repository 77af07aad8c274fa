import { ANONYMOUS, type Caller, callerKey, type Logger, type SubgraphTokens } from '@orrery/runtime';
import { type Headers, headersToSend } from '../../config/header-rules.js';
import type { Traffic } from '../../config/traffic-settings.js';
import { SubgraphLink, type UpstreamListener, type UpstreamRequest } from './subgraph-link.js';
import { SubgraphSocket } from './subgraph-socket.js';

/** How subscriptions go to the subgraphs. */
export interface SubscriptionClientOptions {
  readonly traffic: Traffic;
  /** Makes the Authorization header of every connection. @default it is the client's, by the rules */
  readonly tokens?: SubgraphTokens;
  readonly log: Logger;
  /** The longest that a new subscription may wait to be sent. */
  readonly startMs: number;
  /** The longest that subscriptions outlive a lost connection. */
  readonly outageMs: number;
  /** Time without a word from a subgraph until it is asked for one, and then until the connection is given up. */
  readonly keepAliveMs: number;
  /** Told when a connection is lost, or cannot be made, that subscriptions need; once for all attempts in a row. @default nobody */
  readonly onLost?: (subgraph: string) => void;
}

/** A subscription's place. */
export interface UpstreamTarget {
  readonly subgraph: string;
  /** ws:// or wss:// */
  readonly url: string;
  /** The caller's headers: the rules of the subgraph decide which go on. */
  readonly clientHeaders: Headers;
  /** On whose behalf, where the gateway signs tokens for subgraphs. @default nobody */
  readonly caller?: Caller;
}

/** Subscribes at subgraphs: over one connection to each for all that have the same authority, opened when it is needed. */
export class SubscriptionClient {
  readonly #options: SubscriptionClientOptions;
  readonly #links = new Map<string, { readonly subgraph: string; readonly link: SubgraphLink }>();

  constructor(options: SubscriptionClientOptions) {
    this.#options = options;
  }

  /** Begins a subscription; the returned function ends it, and tells nothing. */
  subscribe(target: UpstreamTarget, request: UpstreamRequest, listener: UpstreamListener): () => void {
    return this.#linkTo(target).subscribe(request, listener);
  }

  /** How many connections are ready, by subgraph. */
  connections(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { subgraph, link } of this.#links.values()) {
      if (link.isReady) counts.set(subgraph, (counts.get(subgraph) ?? 0) + 1);
    }
    return counts;
  }

  /** Ends all connections. */
  close(): void {
    for (const { link } of [...this.#links.values()]) link.close();
  }

  #linkTo({ subgraph, url, clientHeaders, caller = ANONYMOUS }: UpstreamTarget): SubgraphLink {
    const { traffic, tokens, log, startMs, outageMs, keepAliveMs, onLost } = this.#options;
    const settings = traffic.of(subgraph);
    const headers = headersToSend(settings.headerRules, clientHeaders, tokens !== undefined);
    const authority = [...Object.entries(headers).sort(byName), tokens ? callerKey(caller) : ''];
    const key = JSON.stringify([subgraph, url, authority]);
    // Asked for anew by each connection, and while it lasts: a token ends sooner than a subscription.
    const authorization = tokens && (() => tokens.authorizationFor(caller, subgraph));
    const known = this.#links.get(key);
    if (known) return known.link;
    const link = new SubgraphLink({
      subgraph,
      open: (socketListener) =>
        new SubgraphSocket(
          {
            url,
            headers,
            authorization,
            connectTimeoutMs: settings.connectTimeoutMs,
            keepAliveMs,
            maxMessageBytes: settings.responseLimitBytes,
          },
          socketListener,
        ),
      startMs,
      outageMs,
      onLost: ({ reason, cause }, isNews) => {
        if (!isNews) return;
        onLost?.(subgraph);
        log.warn({ subgraph, reason, err: cause }, 'the connection of subscriptions to a subgraph was lost');
      },
      onIdle: () => {
        if (this.#links.get(key)?.link === link) this.#links.delete(key);
      },
    });
    this.#links.set(key, { subgraph, link });
    return link;
  }
}

function byName([left]: [string, string], [right]: [string, string]): number {
  return left < right ? -1 : 1;
}
