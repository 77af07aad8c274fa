import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, KINDS } from '../../bench/faults/cases.js';
import { FAULTS, type Fault } from '../../bench/faults/faults.js';
import { runCase } from '../../bench/faults/run-case.js';
import { runSubscription } from '../../bench/faults/run-subscription.js';
import { type FaultSystem, startFaultSystem } from '../../bench/faults/system.js';

// `npm run faults` holds every subgraph against every fault within tight bounds; here each fault is met once, with bounds
// that a busy machine keeps. The subgraphs that hang have little time, the others as much as they need.
const VICTIMS: Record<Fault, string> = {
  killed: 'accounts',
  refused: 'catalog',
  'hung before headers': 'inventory',
  'hung in the body': 'payments',
  'slow drip': 'reviews',
  garbage: 'orders',
  'HTML with 200': 'catalog',
  oversize: 'accounts',
  reset: 'orders',
};
const TRAFFIC = `
all: { responseLimitBytes: 262144 }
subgraphs:
  inventory: { timeoutMs: 1000, circuit: { enabled: false } }
  payments: { timeoutMs: 1000, circuit: { enabled: false } }
  reviews: { timeoutMs: 1000, circuit: { enabled: false } }
`;
const BOUNDS = { deadlineMs: 1_000, graceMs: 20_000, recoveryMs: 50_000, clients: 3 };

describe('a gateway over subgraphs at fault', () => {
  let folder: string;
  let system: FaultSystem;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orrery-faults-'));
    await writeFile(join(folder, 'traffic.yaml'), TRAFFIC);
    system = await startFaultSystem(Object.keys(CASES), { TRAFFIC_SHAPING: join(folder, 'traffic.yaml') });
  });
  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true });
  });

  it.each(FAULTS)('should keep healthy data, name what is lost, and recover: %s', async (fault) => {
    const victim = system.subgraphs.get(VICTIMS[fault])!;
    for (const kind of KINDS) {
      for (const operation of CASES[victim.name]?.[kind] ?? []) {
        const { endpoint } = system;
        const run = kind === 'subscription' ? runSubscription : runCase;
        const { failures } = await run(operation, { endpoint, victim, fault, ...BOUNDS });
        expect(failures).toEqual([]);
      }
    }
  });

  it('should tell in its metrics what became of fetches', async () => {
    const metrics = await (await fetch(`${system.gateway.url}/metrics`)).text();
    const countOf = (labels: string) =>
      Number(new RegExp(`^orrery_subgraph_requests_total\\{${labels}.*\\} (\\d+)`, 'm').exec(metrics)?.[1]);
    expect(countOf('subgraph="inventory",result="timeout"')).toBeGreaterThan(0);
    expect(countOf('subgraph="orders",result="not HTTP"')).toBeGreaterThan(0);
    expect(countOf('subgraph="accounts",result="too large"')).toBeGreaterThan(0);
    expect(metrics).toMatch(/^orrery_subgraph_retries_total\{subgraph="orders".*\} [1-9]/m);
    expect(metrics).toMatch(/^orrery_subgraph_circuit_state\{subgraph="orders".*\} 0/m);
    expect(metrics).toMatch(/^orrery_subgraph_queued_fetches\{subgraph="orders".*\} 0/m);
  });
});
