import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, getOperationAST, parse, validate } from 'graphql';
import { operationPlanner } from '../executor/plan/planned-operation.js';
import { misplacedAtRoot } from '../pipeline/root-directives.js';
import { planSupergraph } from '../planner/supergraph-planner.js';
import { checkSupergraph } from '../supergraph/read-supergraph.js';
import { ExplainError } from './explain-error.js';
import { type ExplainedOperation, explainStages, STAGES, type Stage } from './explain-stages.js';

/** What `explain --help` prints. */
export const EXPLAIN_USAGE = `orrery-gateway explain --supergraph FILE [--stage STAGE] [--operation NAME] QUERY

Shows what the gateway makes of an operation, without any subgraph: a stage, or all of them.
  QUERY        the document, or @FILE
  --stage      ${STAGES.join(', ')}
  --operation  the operation's name, where the document has several
`;

/**
 * Runs `orrery-gateway explain` and returns what it prints.
 * @param argv what follows `explain`
 * @throws ExplainError; SupergraphError when the supergraph cannot be served
 */
export async function explain(argv: readonly string[]): Promise<string> {
  if (argv.includes('--help') || argv.includes('-h')) return EXPLAIN_USAGE;
  const { supergraph, stages, operationName, query } = readArguments(argv);
  const loaded = checkSupergraph(readText(supergraph, '--supergraph'), { withoutAddresses: true });
  const schema = loaded.graph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const document = parsed(query);
  const misplaced = misplacedAtRoot(document);
  const faults = misplaced ? [misplaced] : validate(schema, document);
  if (faults.length > 0) throw new ExplainError(faults.map(({ message }) => message).join('\n'));
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new ExplainError('name one of the operations in the document by --operation NAME');
  const planner = planSupergraph(loaded);
  let planned = '';
  const watched = {
    ...planner,
    plan: (request: Parameters<typeof planner.plan>[0]) => {
      planned = request.document;
      return planner.plan(request);
    },
  };
  const full = loaded.graph.schema.toGraphQLJSSchema();
  let plan: QueryPlan;
  try {
    const prepare = operationPlanner(watched, { api: schema, full });
    ({ plan } = await prepare({ document, operation, queryHash: query }, new Map()));
  } catch (error) {
    throw new ExplainError(`it cannot be planned: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await planner.close();
  }
  const explained: ExplainedOperation = { planned, plan, document, operation, schema };
  return explainStages(explained, stages);
}

function readArguments(argv: readonly string[]) {
  const { values, positionals } = parsedArguments(argv);
  const faults: string[] = [];
  const { supergraph, stage } = values;
  if (!supergraph) faults.push('--supergraph FILE is required');
  if (stage !== undefined && !isStage(stage)) faults.push(`--stage must be one of ${STAGES.join(', ')}`);
  if (positionals.length !== 1) faults.push('give one QUERY, in quotes, or as @FILE');
  if (faults.length > 0 || !supergraph) throw new ExplainError(`${faults.join('\n')}\n\n${EXPLAIN_USAGE}`);
  const [query = ''] = positionals;
  return {
    supergraph,
    stages: stage !== undefined && isStage(stage) ? [stage] : STAGES,
    operationName: values.operation,
    query: query.startsWith('@') ? readText(query.slice(1), 'QUERY') : query,
  };
}

function parsedArguments(argv: readonly string[]) {
  const options = {
    supergraph: { type: 'string' },
    stage: { type: 'string' },
    operation: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new ExplainError(`${(error as Error).message}\n\n${EXPLAIN_USAGE}`);
  }
}

function isStage(text: string): text is Stage {
  return STAGES.some((stage) => stage === text);
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ExplainError(`${what}: the file ${path} cannot be read`);
  }
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) throw new ExplainError(error.message);
    throw error;
  }
}
