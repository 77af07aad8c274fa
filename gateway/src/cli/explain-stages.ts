import { type PlanNode, prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { clientPath } from '../executor/plan/safe-aliases.js';

/** The stages of an operation, in their order. */
export const STAGES = ['normalize', 'plan', 'fetch', 'project'] as const;

/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** An operation with what each stage made of it. */
export interface ExplainedOperation {
  /** The document as the planner got it. */
  readonly planned: string;
  readonly plan: QueryPlan;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
}

const TITLES: Readonly<Record<Stage, string>> = {
  normalize:
    'normalize: the document as it is planned (aliases and variables renamed where the planner needs it)',
  plan: 'plan: what is fetched, and in which order',
  fetch: 'fetch: the requests, each step after the one before it',
  project: "project: the answer's shape, in the order of the client's selection",
};

const TEXTS: Readonly<Record<Stage, (explained: ExplainedOperation) => string>> = {
  normalize: ({ planned }) => planned,
  plan: ({ plan }) => prettyFormatQueryPlan(plan),
  fetch: ({ plan }) => fetches(plan),
  project: shape,
};

/** What a person reads of some stages. */
export function explainStages(explained: ExplainedOperation, stages: readonly Stage[]): string {
  return stages.map((stage) => `# ${TITLES[stage]}\n${TEXTS[stage](explained).trim()}\n`).join('\n');
}

function fetches({ node }: QueryPlan): string {
  if (!node) return '(none: the gateway answers by itself)';
  const lines: string[] = [];
  if (node.kind === 'Subscription') {
    const next = list(node.primary, 1, [], lines);
    if (node.rest) list(node.rest, next, [], lines);
  } else list(node, 1, [], lines);
  return lines.join('\n');
}

// Returns the number of the step that comes after the node.
function list(node: PlanNode, step: number, path: readonly (string | number)[], lines: string[]): number {
  switch (node.kind) {
    case 'Fetch': {
      const place = path.length === 0 ? 'the root' : clientPath(path).join('.');
      lines.push(`step ${step}: ${node.serviceName}, for ${place}`, indented(print(parse(node.operation))));
      return step + 1;
    }
    case 'Flatten':
      return list(node.node, step, [...path, ...node.path], lines);
    case 'Sequence':
      return node.nodes.reduce((next, child) => list(child, next, path, lines), step);
    case 'Parallel':
      return Math.max(step, ...node.nodes.map((child) => list(child, step, path, lines)));
    case 'Condition':
      return Math.max(
        when(`$${node.condition} is true`, node.ifClause, step, path, lines),
        when(`$${node.condition} is false`, node.elseClause, step, path, lines),
      );
    case 'Defer': {
      const next = node.primary.node ? list(node.primary.node, step, path, lines) : step;
      const ends = node.deferred.map(({ node: deferred, label }) =>
        when(`it is deferred${label ? ` as ${label}` : ''}`, deferred, next, path, lines),
      );
      return Math.max(next, ...ends);
    }
  }
}

function when(
  condition: string,
  node: PlanNode | undefined,
  step: number,
  path: readonly (string | number)[],
  lines: string[],
): number {
  if (!node) return step;
  lines.push(`where ${condition}:`);
  return list(node, step, path, lines);
}

function shape({ schema, document, operation }: ExplainedOperation): string {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const root = schema.getRootType(operation.operation);
  return root ? selection(operation.selectionSet, root.name, { schema, fragments }).join('\n') : '';
}

interface ShapeContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function selection(set: SelectionSetNode, typeName: string, context: ShapeContext): string[] {
  return set.selections.flatMap((node) => {
    const conditions = (node.directives ?? []).map((directive) => ` ${print(directive)}`).join('');
    if (node.kind === Kind.FIELD) {
      const type = fieldType(context.schema, typeName, node.name.value);
      const name = (node.alias ?? node.name).value;
      const own = `${name}: ${type}${conditions}`;
      const named = type && getNamedType(type);
      if (!node.selectionSet || !named || !isCompositeType(named)) return [own];
      return [own, ...selection(node.selectionSet, named.name, context).map(indented)];
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? context.fragments.get(node.name.value) : node;
    if (!fragment) return [];
    const condition = fragment.typeCondition?.name.value ?? typeName;
    const inner = selection(fragment.selectionSet, condition, context);
    return condition === typeName && conditions === ''
      ? inner
      : [`on ${condition}${conditions}`, ...inner.map(indented)];
  });
}

function fieldType(schema: GraphQLSchema, typeName: string, field: string) {
  for (const meta of [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef]) {
    if (meta.name === field) return meta.type;
  }
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[field]?.type : undefined;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
