import type { Server, ServerResponse } from 'node:http';
import type { GatewayConfig } from '../config/gateway-config.js';
import { createAdmissionMetrics } from '../observability/admission-metrics.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { TURNS } from '../transports/http/wire/fair-turns.js';
import { Admission } from './admission.js';
import { admitOperations } from './admit-operations.js';

/** What decides for every transport which operations are worked on. To be stopped with the server. */
export class OperationAdmission {
  readonly #admission: Admission;
  readonly #onShed: () => void;
  readonly #streams = new WeakMap<ServerResponse, () => void>();

  constructor({ config, metrics }: { readonly config: GatewayConfig; readonly metrics: GatewayMetrics }) {
    this.#admission = new Admission({
      maxOperations: config.MAX_OPERATIONS,
      queue: config.OPERATION_QUEUE,
      queueMs: config.OPERATION_QUEUE_MS,
      maxDelayMs: config.MAX_EVENT_LOOP_DELAY_MS,
    });
    this.#onShed = createAdmissionMetrics(metrics.registry, () => this.#admission.inWork);
  }

  /** Stands before all that a server does with operations, and watches the event loop. Call it when all listeners are there. */
  attachTo(server: Server): void {
    admitOperations(server, {
      path: '/graphql',
      admission: this.#admission,
      streams: this.#streams,
      onShed: this.#onShed,
    });
    server.on('connection', () => TURNS.hurry());
    this.#admission.start();
  }

  /** Admits an operation that did not come by a request of its own: calls one of the two, and returns how it leaves the queue. */
  request(enter: (release: () => void) => void, shed: () => void): (() => void) | undefined {
    return this.#admission.request(
      ({ release }) => enter(release),
      () => {
        this.#onShed();
        shed();
      },
    );
  }

  /** Counts work that must not be shed among that of operations; returns what tells its end. */
  occupy(): () => void {
    return this.#admission.occupy().release;
  }

  /** A stream over HTTP has begun: it lives long and works little, and its limits are its own. */
  settled(response: ServerResponse): void {
    this.#streams.get(response)?.();
  }

  /** Stops, and sheds what waits. */
  stop(): void {
    this.#admission.stop();
  }
}
