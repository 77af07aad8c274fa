import type { Server } from 'node:http';
import type { GatewayConfig } from '../config/gateway-config.js';
import { createAdmissionMetrics } from '../observability/admission-metrics.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { Admission } from './admission.js';
import { admitOperations } from './admit-operations.js';

/** Puts admission before a server's operations, with what the configuration says. To be stopped with the server. */
export function startAdmission(
  server: Server,
  { config, metrics }: { config: GatewayConfig; metrics: GatewayMetrics },
): Admission {
  const admission = new Admission({
    maxOperations: config.MAX_OPERATIONS,
    queue: config.OPERATION_QUEUE,
    queueMs: config.OPERATION_QUEUE_MS,
    maxDelayMs: config.MAX_EVENT_LOOP_DELAY_MS,
  });
  const onShed = createAdmissionMetrics(metrics.registry, () => admission.inWork);
  admitOperations(server, { path: '/graphql', admission, onShed });
  admission.start();
  return admission;
}
