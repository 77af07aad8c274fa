import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { google, Trace } from '@apollo/usage-reporting-protobuf';
import type { OutgoingFetch } from '../executor/operation-context.js';
import { clientPath } from '../executor/plan/safe-aliases.js';
import type { SubgraphRequest } from '../transports/http/subgraph-request.js';
import type { SubgraphResponse } from '../transports/http/subgraph-response.js';
import type { ApolloRequest } from './apollo-types.js';

type Path = readonly (string | number)[];
type Send = (request: SubgraphRequest) => Promise<SubgraphResponse>;

/** The header by which a subgraph is asked for a trace (ftv1). */
const ASK_FOR_TRACE = { 'apollo-federation-include-trace': 'ftv1' };

/** Collects the traces that subgraphs send with their answers (ftv1), for Apollo's usage reports. One for each request. */
export class FederatedTrace {
  readonly #request: ApolloRequest;
  readonly #fetches = new Map<string, Trace.QueryPlanNode.FetchNode>();

  constructor(request: ApolloRequest) {
    this.#request = request;
  }

  /** Whether the server around the gateway wants traces of this request. */
  static isWanted({ metrics }: ApolloRequest): boolean {
    return metrics?.captureTraces === true;
  }

  /** Sends a fetch that asks for a trace, and keeps it. */
  async around({ subgraph, request, path }: OutgoingFetch, send: Send): Promise<SubgraphResponse> {
    const node = new Trace.QueryPlanNode.FetchNode({ serviceName: subgraph, sentTime: now() });
    const { startHrTime } = this.#request.metrics;
    if (startHrTime) {
      const [seconds, nanoseconds] = process.hrtime(startHrTime);
      node.sentTimeOffset = seconds * 1e9 + nanoseconds;
    }
    this.#fetches.set(keyOf(request.query, path), node);
    const response = await send({ ...request, headers: { ...request.headers, ...ASK_FOR_TRACE } });
    node.receivedTime = now();
    this.#readTrace(node, response);
    return response;
  }

  /** Puts the traces into the request's metrics, in the order and shape of its plan, where Apollo Server's plugins find them. */
  finish({ node }: QueryPlan): void {
    if (!node || node.kind === 'Subscription') return;
    this.#request.metrics.queryPlanTrace = this.#nodeOf(node, []);
  }

  #readTrace(node: Trace.QueryPlanNode.FetchNode, { errors, extensions }: SubgraphResponse): void {
    const { metrics, logger, operation } = this.#request;
    const text = extensions?.ftv1;
    if (typeof text !== 'string') {
      const paths = errors.map(({ path }) => ({ subgraph: node.serviceName ?? '', path }));
      if (paths.length > 0) metrics.nonFtv1ErrorPaths = [...(metrics.nonFtv1ErrorPaths ?? []), ...paths];
      return;
    }
    try {
      const trace = Trace.decode(Buffer.from(text, 'base64'));
      // A subgraph may call its root types otherwise; the graph's have the default names.
      for (const child of trace.root?.child ?? []) child.parentType = ROOT_TYPES[operation.operation];
      node.trace = trace;
      node.traceParsingFailed = false;
    } catch (error) {
      node.traceParsingFailed = true;
      logger.error(`the trace of ${node.serviceName} cannot be read: ${error}`);
    }
  }

  #nodeOf(node: PlanNode, path: Path): Trace.QueryPlanNode {
    switch (node.kind) {
      case 'Sequence':
        return new Trace.QueryPlanNode({ sequence: { nodes: this.#nodesOf(node.nodes, path) } });
      case 'Parallel':
        return new Trace.QueryPlanNode({ parallel: { nodes: this.#nodesOf(node.nodes, path) } });
      case 'Flatten':
        return new Trace.QueryPlanNode({
          flatten: {
            responsePath: clientPath(node.path).map((part) =>
              typeof part === 'number' ? { index: part } : { fieldName: part },
            ),
            node: this.#nodeOf(node.node, [...path, ...node.path]),
          },
        });
      case 'Fetch':
        return new Trace.QueryPlanNode({ fetch: this.#fetchOf(node, path) });
      case 'Condition': {
        const isTrue = this.#isTrue(node.condition);
        const branch = isTrue ? node.ifClause : node.elseClause;
        const taken = branch && this.#nodeOf(branch, path);
        return new Trace.QueryPlanNode({
          condition: { condition: node.condition, ...(isTrue ? { ifClause: taken } : { elseClause: taken }) },
        });
      }
      case 'Defer':
        throw new Error('an operation that defers is not traced');
    }
  }

  #nodesOf(nodes: readonly PlanNode[], path: Path): Trace.QueryPlanNode[] {
    return nodes.map((child) => this.#nodeOf(child, path));
  }

  // One that was not sent, because there was nothing to ask for, is told by its name alone.
  #fetchOf({ operation, serviceName }: FetchNode, path: Path): Trace.QueryPlanNode.FetchNode {
    const sent = this.#fetches.get(keyOf(operation, clientPath(path)));
    return sent ?? new Trace.QueryPlanNode.FetchNode({ serviceName });
  }

  #isTrue(variable: string): boolean {
    const { request, operation } = this.#request;
    const sent: unknown = request.variables?.[variable];
    if (sent !== undefined) return sent === true;
    const definition = operation.variableDefinitions?.find((one) => one.variable.name.value === variable);
    return definition?.defaultValue?.kind === 'BooleanValue' && definition.defaultValue.value;
  }
}

const ROOT_TYPES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

function keyOf(query: string, path: Path): string {
  return `${path.join('.')} ${query}`;
}

function now(): google.protobuf.Timestamp {
  const milliseconds = Date.now();
  return new google.protobuf.Timestamp({
    seconds: Math.floor(milliseconds / 1_000),
    nanos: (milliseconds % 1_000) * 1e6,
  });
}
