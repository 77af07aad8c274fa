import { ALL_SCOPES } from '@orrery/contracts';
import type { SystemPlaces } from '../../e2e/start-system.js';
import { ASKERS } from './askers.js';
import { Databases } from './databases.js';
import { type Expectation, readExpectations } from './expected.js';
import { allCoordinates, clientGraph, subgraphs } from './graphs.js';
import { Ledger } from './ledger.js';
import { MutationRun } from './mutations.js';
import { startsOf } from './places.js';
import { questionsOf } from './questions.js';
import { readAll } from './reads.js';
import { prepareRows } from './rows.js';
import { readAsStrangers } from './strangers.js';
import { hearAll } from './streams.js';
import { Target } from './target.js';
import { Tokens } from './tokens.js';

/** What a run found. */
export interface MatrixReport {
  readonly cells: number;
  /** What came to somebody who must not have it; a line each. */
  readonly leaks: readonly string[];
  /** What did not come though it should, fields without a line or without a place, and faults; a line each. */
  readonly failures: readonly string[];
}

/** What the parts of a run share. */
export interface MatrixRun {
  readonly places: SystemPlaces;
  readonly databases: Databases;
  readonly tokens: Tokens;
  readonly expectations: ReadonlyMap<string, Expectation>;
  readonly ledger: Ledger;
  readonly gateway: Target;
  /** By subgraph. */
  readonly services: ReadonlyMap<string, Target>;
}

/**
 * Asks a running demo system for every field as everybody and in every way, and holds what comes against
 * authz/expected.txt. It writes to the system: one run, one system.
 * @param say told what is being done
 */
export async function runMatrix(
  places: SystemPlaces,
  say: (line: string) => void = () => {},
): Promise<MatrixReport> {
  const at = (port: number) => new Target(`http://127.0.0.1:${port}`);
  const run: MatrixRun = {
    places,
    databases: await Databases.of(places),
    tokens: await Tokens.of(places.dataDir),
    expectations: readExpectations(),
    ledger: new Ledger(),
    gateway: at(places.gatewayPort),
    services: new Map(Object.entries(places.ports).map(([name, port]) => [name, at(port)])),
  };
  const missing = [...allCoordinates()].filter((coordinate) => !run.expectations.has(coordinate));
  if (missing.length > 0) {
    return { cells: 0, leaks: [], failures: missing.map((one) => `NO LINE  ${one} in authz/expected.txt`) };
  }
  try {
    await readEverything(run, say);
  } finally {
    await run.databases.close();
  }
  return reportOf(run);
}

async function readEverything(run: MatrixRun, say: (line: string) => void): Promise<void> {
  const { tokens, expectations, ledger } = run;
  const rows = await prepareRows(run.databases);
  const starts = startsOf(rows);
  say('reading through the gateway');
  await readAll(
    {
      name: 'gateway',
      target: run.gateway,
      questions: questionsOf(clientGraph(), 'fields', starts),
      headersOf: async (asker, scopes) => ({ authorization: await tokens.ofClient(asker, scopes) }),
    },
    expectations,
    ledger,
  );
  await refuseInternals(run);
  for (const graph of subgraphs()) {
    const target = run.services.get(graph.name);
    if (!target) throw new Error(`the system has no service ${graph.name}`);
    for (const approach of ['fields', '_entities'] as const) {
      const name = approach === 'fields' ? graph.name : `${graph.name} _entities`;
      say(`reading from ${name}`);
      const questions = questionsOf(graph, approach, starts);
      await readAll(
        {
          name,
          target,
          questions,
          headersOf: async (asker, scopes) => ({
            authorization: tokens.ofGateway(asker, graph.name, scopes),
          }),
        },
        expectations,
        ledger,
      );
      await readAsStrangers({ name, subgraph: graph.name, target, questions }, tokens, ledger);
    }
  }
  const mutations = new MutationRun(run, rows);
  say('mutations of those who may not');
  await mutations.refuseAll();
  await hearAll(run, rows, say);
  say('mutations of those who may');
  await mutations.allowAll();
}

// What gateways ask subgraphs is no part of the graph, whoever asks for it.
async function refuseInternals({ gateway, tokens, ledger }: MatrixRun): Promise<void> {
  const inside = {
    _service: '{ _service { sdl } }',
    _entities: '{ _entities(representations: [{ __typename: "User", id: "any" }]) { __typename } }',
    revokedCredentials: '{ revokedCredentials(since: "2026-01-01T00:00:00Z") { now } }',
  };
  for (const asker of ASKERS) {
    const scopes = asker.hasRightScopes ? ALL_SCOPES : [];
    const authorization = await tokens.ofClient(asker, scopes);
    for (const [field, query] of Object.entries(inside)) {
      const answer = await gateway.ask(query, { authorization });
      const came = answer.data !== undefined && answer.data !== null;
      const cell = { coordinate: `Query.${field}`, asker: asker.name, way: 'gateway' };
      ledger.record(cell, { expected: false, came, detail: came ? JSON.stringify(answer.data) : '' });
    }
  }
}

// What a demo system cannot show, and why.
const UNSEEN_HERE: Readonly<Record<string, string>> = {
  'MailNotSetUp.code': 'mail is set up wherever it is not production',
  'MailNotSetUp.message': 'as its code',
};

function reportOf({ ledger }: MatrixRun): MatrixReport {
  const { witnessed } = ledger;
  const unseen = [...allCoordinates()].filter(
    (coordinate) => !witnessed.has(coordinate) && !UNSEEN_HERE[coordinate],
  );
  return {
    cells: ledger.cells,
    leaks: ledger.leaks,
    failures: [...ledger.failures, ...unseen.map((one) => `UNSEEN   ${one} came to nobody in any way`)],
  };
}
