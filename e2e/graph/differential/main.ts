import { parseArgs } from 'node:util';
import { startSystem } from '../../start-system.js';
import { openDemoMonolith } from '../demo-monolith.js';
import { runDemoDifferential } from './demo-differential.js';
import { describeDifference } from './differential.js';

const BATCH = 250;
const USAGE = 'differential [--operations N] [--seed S]';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { operations: { type: 'string', default: '2000' }, seed: { type: 'string' } },
  });
  const operations = Number(values.operations);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  if (!Number.isInteger(operations) || operations < 1 || !Number.isInteger(seed))
    throw new Error(`usage: ${USAGE}`);
  console.log(`seed ${seed}: starting the system`);
  const system = await startSystem();
  try {
    const monolith = await openDemoMonolith(system.places);
    let differences = 0;
    let withErrors = 0;
    let refused = 0;
    for (let done = 0; done < operations; done += BATCH) {
      const count = Math.min(BATCH, operations - done);
      const report = await runDemoDifferential(system.places, monolith, {
        operations: count,
        seed: seed + done,
      });
      for (const difference of report.differences) console.log(`\n${describeDifference(difference)}`);
      differences += report.differences.length;
      withErrors += report.withErrors;
      refused += report.refused;
      console.log(
        `${done + count} of ${operations} operations: ${withErrors} with errors, ${refused} refused as too complex`,
      );
    }
    await monolith.close();
    console.log(`${operations} operations, ${differences} differences`);
    return differences === 0 ? 0 : 1;
  } finally {
    await system.stop();
  }
}

process.exitCode = await main();
