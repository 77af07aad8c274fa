import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type PlanNode, QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { SubgraphName } from './subgraphs/schemas.js';
import type { SentRequest } from './subgraphs/serve.js';

/** What the floor does for one operation. */
export interface FloorScript {
  /** The client's request body. */
  readonly body: string;
  /** Fetches that are sent together, one list for each time that a gateway has to wait. */
  readonly rounds: readonly (readonly { readonly port: number; readonly body: string }[])[];
  readonly answer: string;
}

/** What {@link floorScript} is made of. */
export interface FloorSource {
  readonly supergraphSdl: string;
  readonly query: string;
  readonly body: string;
  /** What the stock gateway sent for this operation, in any order. */
  readonly sent: readonly SentRequest[];
  readonly ports: Readonly<Record<SubgraphName, number>>;
  readonly answer: string;
}

/**
 * The stock gateway's fetches, byte for byte, in the fewest rounds that its plan allows.
 * @throws Error when what was sent is not what the plan says
 */
export function floorScript({ supergraphSdl, query, body, sent, ports, answer }: FloorSource): FloorScript {
  const supergraph = Supergraph.build(supergraphSdl);
  const operation = operationFromDocument(supergraph.apiSchema(), parse(query));
  const { node } = new QueryPlanner(supergraph).buildQueryPlan(operation);
  if (!node || node.kind === 'Subscription') throw new Error('the operation has no plan of fetches');
  const left = [...sent];
  const rounds = roundsOf(node).map((fetches) =>
    fetches.map(({ subgraph, operation }) => {
      const found = left.findIndex(
        (request) => request.subgraph === subgraph && JSON.parse(request.body).query === operation,
      );
      const [request] = found < 0 ? [] : left.splice(found, 1);
      if (!request) throw new Error(`stock did not send a fetch of its plan to ${subgraph}`);
      return { port: ports[request.subgraph], body: request.body };
    }),
  );
  if (left.length > 0) throw new Error(`stock sent ${left.length} fetches that are not in its plan`);
  return { body, rounds, answer };
}

interface PlannedFetch {
  readonly subgraph: string;
  readonly operation: string;
}

function roundsOf(node: PlanNode): PlannedFetch[][] {
  switch (node.kind) {
    case 'Fetch':
      return [[{ subgraph: node.serviceName, operation: node.operation }]];
    case 'Flatten':
      return roundsOf(node.node);
    case 'Sequence':
      return node.nodes.flatMap(roundsOf);
    case 'Parallel': {
      const branches = node.nodes.map(roundsOf);
      const longest = Math.max(...branches.map((rounds) => rounds.length));
      return Array.from({ length: longest }, (_, i) => branches.flatMap((rounds) => rounds[i] ?? []));
    }
    default:
      throw new Error(`the floor does not do ${node.kind}`);
  }
}
