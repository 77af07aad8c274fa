import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDevelopmentKeys, signDevelopmentToken } from '@orrery/runtime';
import { type RunningGateway, startGatewayProcess } from './gateway-process.js';
import { SubgraphProcess } from './subgraph-process.js';

const SUPERGRAPH = fileURLToPath(new URL('../../schemas/supergraph.graphql', import.meta.url));

/** Where operations are posted, and as whom. */
export interface Endpoint {
  readonly url: string;
  /** The header: an administrator's, who may have everything. */
  readonly authorization: string;
}

/** The shipped supergraph, served by a gateway over subgraphs that can be made to misbehave. */
export interface FaultSystem {
  readonly gateway: RunningGateway;
  readonly endpoint: Endpoint;
  readonly subgraphs: ReadonlyMap<string, SubgraphProcess>;
  stop(): Promise<void>;
}

/** Starts it, each subgraph and the gateway in a process of its own; `variables` configure the gateway. */
export async function startFaultSystem(
  names: readonly string[],
  variables: Record<string, string>,
): Promise<FaultSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-faults-'));
  const { jwksFile, signingKeyFile } = await ensureDevelopmentKeys(folder);
  const admin = { id: 'usr_1', email: 'admin@example.com', roles: ['ADMIN'] as const };
  const authorization = `Bearer ${await signDevelopmentToken(signingKeyFile, admin)}`;
  const started = await Promise.all(names.map((name) => SubgraphProcess.start(name)));
  const stopAll = async () => {
    await Promise.all(started.map((subgraph) => subgraph.stop()));
    await rm(folder, { recursive: true });
  };
  try {
    const gateway = await startGatewayProcess({
      SUPERGRAPH,
      ORRERY_ENV: 'development',
      AUTH_JWKS_FILE: jwksFile,
      SUBGRAPH_URLS: started.map(({ name, url }) => `${name}=${url}`).join(','),
      ...variables,
    });
    return {
      gateway,
      endpoint: { url: `${gateway.url}/graphql`, authorization },
      subgraphs: new Map(started.map((subgraph) => [subgraph.name, subgraph])),
      stop: async () => {
        await gateway.stop();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
