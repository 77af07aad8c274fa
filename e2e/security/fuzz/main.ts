import { parseArgs } from 'node:util';
import { startDemo } from '../fixture/demo-system.js';
import { INSPECTED } from '../fixture/inspected-process.js';
import { runFuzz } from './run-fuzz.js';

const USAGE = 'npm run fuzz -- [--documents N] [--seed S] [--shrink]';
const TOLD_EACH = 5_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      documents: { type: 'string', default: '10000' },
      seed: { type: 'string' },
      shrink: { type: 'boolean' },
    },
  });
  const documents = Number(values.documents);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  if (!Number.isInteger(documents) || documents < 1 || !Number.isInteger(seed)) {
    process.stderr.write(`usage: ${USAGE}\n`);
    return 2;
  }
  console.log(`seed ${seed}: starting the system`);
  const demo = await startDemo({ env: INSPECTED, gateways: [{}, { PIPELINE: 'apollo' }] });
  try {
    let told = 0;
    const report = await runFuzz(demo, {
      documents,
      seed,
      shrinks: values.shrink,
      onProgress: (done) => {
        if (done - told < TOLD_EACH) return;
        told = done;
        console.log(`${done} of ${documents}`);
      },
    });
    for (const fault of report.faults) console.log(fault);
    const { requests, sequences, withData, withErrors, faults } = report;
    console.log(
      `seed ${seed}: ${requests} requests and ${sequences} frame sequences, ${withData} answered with data, ${withErrors} with errors, ${faults.length} faults`,
    );
    return faults.length === 0 ? 0 : 1;
  } finally {
    await demo.stop();
  }
}

process.exitCode = await main();
