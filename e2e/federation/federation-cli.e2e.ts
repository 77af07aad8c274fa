import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CONTEXT } from './context.supergraph.js';
import { FEDERATION_1 } from './fed1.supergraph.js';
import { expectOutcome } from './harness/expectation.js';
import { ServedSupergraph } from './harness/running-supergraph.js';
import { SubgraphHost } from './harness/subgraph-host.js';
import { PARENT_TYPES } from './parent-types.supergraph.js';

const MAIN = fileURLToPath(new URL('../../gateway/src/cli/main.ts', import.meta.url));
const SAMPLE = [
  ...FEDERATION_1.filter(({ supergraphSdl }) => supergraphSdl !== undefined),
  ...CONTEXT,
  ...PARENT_TYPES,
];

// The same supergraphs as in this process, through the command that serves a file.
describe.each(SAMPLE.map((fixture) => [fixture.title, fixture] as const))(
  'orrery-gateway on %s',
  (_title, fixture) => {
    let host: SubgraphHost;
    let served: ServedSupergraph;
    let folder: string;
    let child: ChildProcess;
    let url: string;

    beforeAll(async () => {
      host = await SubgraphHost.start();
      served = new ServedSupergraph(fixture, host);
      folder = await mkdtemp(join(tmpdir(), 'orrery-federation-'));
      const file = join(folder, 'supergraph.graphql');
      await writeFile(file, served.sdl);
      const flags = ['--supergraph', file, '--port', '0'];
      const args = ['--conditions=@orrery/source', '--import', 'tsx', MAIN, ...flags];
      child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      url = `http://127.0.0.1:${await portOf(child)}`;
    });

    afterAll(async () => {
      if (child?.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'close');
      }
      await host?.stop();
      if (folder) await rm(folder, { recursive: true });
    });

    it.each(fixture.cases.map((entry) => [entry.title, entry] as const))(
      'should %s',
      async (_title, entry) => {
        await expectOutcome(entry, await served.run(url, entry), served.monolith);
      },
    );
  },
);

async function portOf(child: ChildProcess): Promise<number> {
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`orrery-gateway ended with ${code}`);
  });
  const serving = new Promise<number>((resolve) => {
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const line = out.split('\n').find((entry) => entry.endsWith('}') && entry.includes('"msg":"serving"'));
      if (line) resolve(JSON.parse(line).port);
    });
  });
  return Promise.race([serving, ended]);
}
