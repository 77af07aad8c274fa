import type { Logger, MachineCaller } from '@orrery/runtime';
import type { FetchSubgraph } from '../../transports/http/subgraph-client.js';
import type { Callers } from './callers.js';
import { readRevocations } from './revocations.js';

/** How a gateway learns which tokens are void though they have not expired. */
export interface RevocationFeedOptions {
  /** The subgraph that has the field `revokedCredentials`. */
  readonly subgraph: string;
  /** The time between two questions. */
  readonly pollMs: number;
  readonly callers: Pick<Callers, 'endSessions'>;
  readonly log: Logger;
}

const QUERY = `query OrreryRevocations($since: DateTimeISO!) {
  revokedCredentials(since: $since) {
    now
    revocations { userId everything sessionIds clientIds exceptSessionId at }
  }
}`;

// As the subgraph's access rule wants it; one object, so that its token is used again.
const GATEWAY: MachineCaller = {
  kind: 'machine',
  clientId: 'client:orrery-gateway',
  scopes: ['tokens:watch'],
  roles: [],
  expiresAt: 4_102_444_800,
};

// What commits late was told late: each question goes so far back, and telling the same again changes nothing.
const OVERLAP_MS = 60_000;

/**
 * Asks a subgraph again and again which credentials were taken back, and ends what runs on behalf of them. Asking is the truth: a
 * gateway that starts, or was cut off, hears all of what is still of any consequence.
 */
export class RevocationFeed {
  readonly #options: RevocationFeedOptions;
  #fetch: FetchSubgraph | undefined;
  #since = new Date(0).toISOString();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isLost = false;

  constructor(options: RevocationFeedOptions) {
    this.#options = options;
  }

  /** The subgraph's name. */
  get subgraph(): string {
    return this.#options.subgraph;
  }

  /** Asks by this fetch from now on, at once the first time. */
  follow(fetchSubgraph: FetchSubgraph): void {
    const isFirst = this.#fetch === undefined;
    this.#fetch = fetchSubgraph;
    if (isFirst) void this.#ask();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const { log, subgraph, pollMs } = this.#options;
    try {
      await this.#hear();
      if (this.#isLost) log.info({ subgraph }, 'revoked credentials are heard of again');
      this.#isLost = false;
    } catch (error) {
      if (!this.#isLost && !this.#isStopped) {
        log.warn(
          { subgraph, err: error },
          'revoked credentials are not heard of: tokens count until they expire',
        );
      }
      this.#isLost = true;
    }
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#ask(), pollMs).unref();
  }

  async #hear(): Promise<void> {
    const { callers, subgraph } = this.#options;
    const variables = { since: this.#since };
    const request = { query: QUERY, operationName: 'OrreryRevocations', variables, caller: GATEWAY };
    const answer = await this.#fetch?.(subgraph, request);
    const { now, ended } = readRevocations(answer?.data);
    for (const { whose, at } of ended) callers.endSessions(whose, at);
    this.#since = new Date(now.getTime() - OVERLAP_MS).toISOString();
  }
}
