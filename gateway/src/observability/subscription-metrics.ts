import { METRIC } from '@orrery/contracts';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How a client gets its answers. */
export type StreamKind = 'websocket' | 'sse' | 'multipart';

/** What the metrics read when they are asked for. */
export interface SubscriptionState {
  /** Clients that are connected. */
  readonly connections: ReadonlyMap<StreamKind, number>;
  /** Subscriptions of clients. */
  readonly subscribers: number;
  /** Subscriptions at subgraphs. */
  readonly streams: number;
  /** Connections to subgraphs, by subgraph. */
  readonly upstreamConnections: ReadonlyMap<string, number>;
}

/** Metrics of subscriptions. */
export interface SubscriptionMetrics {
  readonly events: Counter<'subgraph'>;
  readonly messages: Counter<'transport'>;
  readonly shared: Counter;
  readonly slowClients: Counter<'transport'>;
  /** `limit` is `connections`, `operations` or `origin`. */
  readonly refused: Counter<'limit'>;
  readonly reconnects: Counter<'subgraph'>;
  /** From now on the gauges read their values here. */
  follow(state: () => SubscriptionState): void;
}

const NOTHING: SubscriptionState = {
  connections: new Map(),
  subscribers: 0,
  streams: 0,
  upstreamConnections: new Map(),
};

/** Makes them in a registry. */
export function createSubscriptionMetrics(registry: Registry): SubscriptionMetrics {
  const registers = [registry];
  let read = () => NOTHING;
  gauge('liveSubscriptions', 'Subscriptions of clients that run.', ({ subscribers }) => subscribers);
  gauge('subscriptionUpstreams', 'Subscriptions at subgraphs that run.', ({ streams }) => streams);
  labelled(
    'subscriptionConnections',
    'transport',
    'Clients that are connected.',
    (state) => state.connections,
  );
  labelled(
    'subscriptionUpstreamConnections',
    'subgraph',
    'Connections of subscriptions to a subgraph.',
    (state) => state.upstreamConnections,
  );
  return {
    events: counter('subscriptionEventsTotal', 'Events that a subgraph sent.', ['subgraph']),
    messages: counter('subscriptionMessagesTotal', 'Answers sent to clients.', ['transport']),
    shared: counter('subscriptionSharedTotal', 'Subscriptions that joined an equal one.', []),
    slowClients: counter('subscriptionSlowClientsTotal', 'Clients given up for not keeping up.', [
      'transport',
    ]),
    refused: counter('subscriptionRefusedTotal', 'Connections and operations refused, by limit.', ['limit']),
    reconnects: counter('subscriptionReconnectsTotal', 'Connections to a subgraph that were lost.', [
      'subgraph',
    ]),
    follow: (state) => {
      read = state;
    },
  };

  function counter<L extends string>(metric: keyof typeof METRIC, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name: METRIC[metric], help, labelNames, registers });
  }

  function gauge(
    metric: keyof typeof METRIC,
    help: string,
    numberOf: (state: SubscriptionState) => number,
  ): void {
    new Gauge({
      name: METRIC[metric],
      help,
      registers,
      collect() {
        this.set(numberOf(read()));
      },
    });
  }

  function labelled(
    metric: keyof typeof METRIC,
    label: string,
    help: string,
    valuesOf: (state: SubscriptionState) => ReadonlyMap<string, number>,
  ): void {
    new Gauge({
      name: METRIC[metric],
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, number] of valuesOf(read())) this.set({ [label]: value }, number);
      },
    });
  }
}
