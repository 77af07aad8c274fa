import { parseArgs } from 'node:util';
import type { TransportName } from '../../chaos/options.js';
import { type CheckoutFigures, measureCheckouts } from './measure.js';

const TRANSPORTS: readonly TransportName[] = ['direct', 'rabbitmq'];
const INSTANCES = [1, 3] as const;
const USAGE = 'npm run bench:checkout -- [--checkouts N] [--clients N]';

const { values } = parseArgs({
  options: {
    checkouts: { type: 'string', default: '300' },
    clients: { type: 'string', default: '8' },
  },
});
const checkouts = wholeNumber(values.checkouts);
const clients = wholeNumber(values.clients);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`${checkouts} checkouts of ${clients} customers at a time; every process on this machine`);
say(
  'transport  instances  accepted/s  answer p50/p99 ms  completed/s  saga p50/p99 ms  CPU ms/checkout  idle CPU ms/s',
);
const cpu = new Map<string, number>();
for (const transport of TRANSPORTS) {
  for (const instances of INSTANCES) {
    const figures = await measureCheckouts({ transport, instances, checkouts, clients });
    cpu.set(`${transport} ${instances}`, figures.cpuMsPerCheckout);
    say(rowOf(transport, instances, figures));
  }
}
const ratios = TRANSPORTS.map((transport) => {
  const [one = 1, three = 1] = INSTANCES.map((instances) => cpu.get(`${transport} ${instances}`));
  return `${transport} ${(three / one).toFixed(2)}x`;
});
say(`CPU per checkout with 3 instances to that with 1: ${ratios.join(', ')}`);

function rowOf(transport: string, instances: number, figures: CheckoutFigures): string {
  const { answer, saga, acceptedPerSecond, completedPerSecond, cpuMsPerCheckout, idleCpuMsPerSecond } =
    figures;
  const pair = ({ p50, p99 }: { p50: number; p99: number }) => `${p50.toFixed(0)}/${p99.toFixed(0)}`;
  return [
    transport.padEnd(9),
    String(instances).padStart(9),
    acceptedPerSecond.toFixed(1).padStart(10),
    pair(answer).padStart(17),
    completedPerSecond.toFixed(1).padStart(11),
    pair(saga).padStart(15),
    cpuMsPerCheckout.toFixed(1).padStart(15),
    idleCpuMsPerSecond.toFixed(1).padStart(13),
  ].join('  ');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(USAGE);
  return Number(text);
}
