import { CLOSE_CODE } from '@orrery/contracts';
import { callerId, callerKey, RequestError } from '@orrery/runtime';
import { clientFacts } from '../pipeline/client-facts.js';
import type { CallerLease } from '../security/callers/caller-lease.js';
import type { Identity } from '../security/callers/callers.js';
import type { OperationSource } from '../security/rate-limits/rate-limits.js';
import { authorityOf, authorizationOf } from '../subscriptions/authority.js';
import type { SubscriptionParts } from './subscription-parts.js';
import type { ConnectionExtra } from './websocket-protocol.js';

type Payload = Readonly<Record<string, unknown>> | undefined;

/**
 * Finds out on whose behalf a connection runs, from connection_init, and lets it last as long as the token does.
 * @returns false for a token that is not taken: graphql-ws then closes with 4403
 */
export async function beginConnection(
  extra: ConnectionExtra,
  payload: Payload,
  { keep, callers, sourceOf }: SubscriptionParts,
): Promise<boolean> {
  const { request, connection } = extra;
  const client = clientFacts(request, sourceOf(request));
  let identity: Identity | undefined;
  if (callers) {
    try {
      identity = await callers.identify(authorizationOf(request.headers, payload));
    } catch (error) {
      if (error instanceof RequestError) return false;
      throw error;
    }
    const lease = callers.lease(identity, (reason) =>
      connection.close(CLOSE_CODE.forbidden, reason === 'expired' ? 'Token expired' : 'Session ended'),
    );
    extra.lease = lease;
    connection.onClose(() => callers.release(lease));
  }
  extra.authority = { ...authorityOf(keep, request.headers, payload, identity?.caller), client };
  return true;
}

/**
 * Takes a ping of the client's: with `authorization` in its payload, a newer token of the same caller, with which the connection
 * goes on. With any other token it is closed.
 * @returns what resolves once the token was looked at; undefined for a ping that brought none
 */
export function renewConnection(
  extra: ConnectionExtra,
  payload: Payload,
  { callers }: SubscriptionParts,
): Promise<void> | undefined {
  const authorization = payload && authorizationOf({}, payload);
  const { begun } = extra;
  if (!callers || !begun || authorization === undefined) return undefined;
  return (async () => {
    // It may come while the first token is still looked at.
    if (!(await begun)) return;
    const { lease, connection } = extra;
    if (lease && (await renewed(lease, () => callers.identify(authorization)))) return;
    connection.close(CLOSE_CODE.forbidden, 'Forbidden');
  })();
}

async function renewed(lease: CallerLease, identify: () => Identity | Promise<Identity>): Promise<boolean> {
  try {
    const identity = await identify();
    // Subgraphs were told of the caller as it was: one who may do more or less by now connects again.
    if (callerKey(identity.caller) !== callerKey(lease.identity.caller)) return false;
    lease.renew(identity);
    return true;
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
}

/** Whose limits the operations of a connection are counted under. */
export function sourceOfConnection(
  { request, authority }: ConnectionExtra,
  { sourceOf }: SubscriptionParts,
): OperationSource {
  const source = sourceOf(request);
  const caller = authority?.caller && callerId(authority.caller);
  return caller === undefined ? source : { ...source, caller };
}
