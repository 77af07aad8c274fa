import { METRIC } from '@orrery/contracts';
import type { SystemPlaces } from '../start-system.js';

/** What one operation cost, by service: requests to the subgraph, and its database calls. */
export type Cost = Readonly<Record<string, { readonly requests: number; readonly databaseCalls: number }>>;

/**
 * Reads from all services' metrics what operations of this name have cost so far. The gateway names each fetch after the
 * client's operation (`Name__subgraph__0`), so that a name that is used once has its cost to itself.
 */
export async function costOf(places: SystemPlaces, operationName: string): Promise<Cost> {
  const entries = await Promise.all(
    Object.entries(places.ports).map(async ([service, port]) => {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      return [service, readCost(await response.text(), operationName)] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([, cost]) => cost.requests > 0));
}

function readCost(metrics: string, operationName: string): { requests: number; databaseCalls: number } {
  const sample = new RegExp(`^${METRIC.operationDatabaseCalls}_(sum|count)\\{([^}]*)\\} (\\S+)$`, 'gm');
  const cost = { requests: 0, databaseCalls: 0 };
  for (const [, kind, labels = '', value] of metrics.matchAll(sample)) {
    const operation = /operation="([^"]*)"/.exec(labels)?.[1] ?? '';
    if (operation !== operationName && !operation.startsWith(`${operationName}__`)) continue;
    if (kind === 'count') cost.requests += Number(value);
    else cost.databaseCalls += Number(value);
  }
  return cost;
}
