import { createLogger } from '@orrery/runtime';
import mongoose from 'mongoose';
import { JobRunner } from '../src/jobs/job-runner.js';

// A process that runs one job and says so: it is killed in mid-job by a test. Arguments: database, claim in milliseconds.
const [uri = '', claimMs = ''] = process.argv.slice(2);
const connection = await mongoose.createConnection(uri).asPromise();
const effects = connection.collection<{ _id: string; steps: string[] }>('effects');

new JobRunner({
  jobs: [
    {
      name: 'sweep',
      everyMs: 3_600_000,
      run: async () => {
        await effects.updateOne({ _id: 'a' }, { $addToSet: { steps: 'first' } }, { upsert: true });
        process.stdout.write('in mid-job\n');
        await new Promise(() => undefined); // until the process is killed
      },
    },
  ],
  database: () => connection.db as NonNullable<typeof connection.db>,
  scope: () => null,
  log: createLogger({ service: 'test', level: 'silent' }),
  claimMs: Number(claimMs),
});
