import { parseArgs } from 'node:util';
import type { TransportName } from '../../chaos/options.js';
import {
  type CheckoutCost,
  type CheckoutFigures,
  compareCosts,
  measureCheckouts,
  type Percentiles,
} from './measure.js';

const TRANSPORTS: readonly TransportName[] = ['direct', 'rabbitmq'];
const INSTANCES = [1, 3] as const;
const USAGE = 'npm run bench:checkout -- [--checkouts N] [--clients N] [--rate N]';

const { values } = parseArgs({
  options: {
    checkouts: { type: 'string', default: '150' },
    clients: { type: 'string', default: '8' },
    rate: { type: 'string', default: '2' },
  },
});
const checkouts = wholeNumber(values.checkouts);
const clients = wholeNumber(values.clients);
const rate = wholeNumber(values.rate);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(
  `As many as it can take: ${checkouts} checkouts of ${clients} customers at a time, every process on this machine`,
);
say('transport  instances  accepted/s  answer p50/p99 ms  completed/s  saga p50/p99 ms');
for (const transport of TRANSPORTS) {
  for (const instances of INSTANCES) {
    say(rowOf(transport, instances, await measureCheckouts({ transport, instances, checkouts, clients })));
  }
}
say('');
say(`Side by side: ${checkouts} checkouts at each, ${rate} a second`);
say('transport  instances  CPU ms/checkout  idle CPU ms/s  saga p50/p99 ms');
const ratios: string[] = [];
for (const transport of TRANSPORTS) {
  const costs = await compareCosts({ transport, instances: INSTANCES, checkouts, rate });
  for (const cost of costs) say(costRowOf(transport, cost));
  const [one = 1, three = 1] = costs.map(({ cpuMsPerCheckout }) => cpuMsPerCheckout);
  ratios.push(`${transport} ${(three / one).toFixed(2)}x`);
}
say(`CPU per checkout with 3 instances to that with 1: ${ratios.join(', ')}`);

function rowOf(transport: string, instances: number, figures: CheckoutFigures): string {
  const { answer, saga, acceptedPerSecond, completedPerSecond } = figures;
  return [
    transport.padEnd(9),
    String(instances).padStart(9),
    acceptedPerSecond.toFixed(1).padStart(10),
    pair(answer).padStart(17),
    completedPerSecond.toFixed(1).padStart(11),
    pair(saga).padStart(15),
  ].join('  ');
}

function costRowOf(
  transport: string,
  { instances, cpuMsPerCheckout, idleCpuMsPerSecond, saga }: CheckoutCost,
): string {
  return [
    transport.padEnd(9),
    String(instances).padStart(9),
    cpuMsPerCheckout.toFixed(1).padStart(15),
    idleCpuMsPerSecond.toFixed(1).padStart(13),
    pair(saga).padStart(15),
  ].join('  ');
}

function pair({ p50, p99 }: Percentiles): string {
  return `${p50.toFixed(0)}/${p99.toFixed(0)}`;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(USAGE);
  return Number(text);
}
