import type { QueryPlan } from '@apollo/query-planner';
import {
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fetchesOf, fieldsOf } from '../plan-fetches.js';
import { clientName } from './safe-aliases.js';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * The response names of root fields that no fetch of the plan brings. The planner drops a root field silently when it
 * finds no way to it: without this check the client would get null and no error.
 */
export function uncoveredRootFields(
  plan: QueryPlan,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): string[] {
  const fetched = new Set(
    fetchesOf(plan)
      .filter(({ path }) => path.length === 0)
      .flatMap((fetch) => fieldsOf(fetch.operation)),
  );
  return [...rootNames(operation.selectionSet, fragments)].filter((name) => !fetched.has(name));
}

/** The error of an operation with a field that no subgraph can answer: the supergraph is at fault, not the client. */
export function unanswerable(what: string): GraphQLError {
  return new GraphQLError(`No subgraph can answer ${what} as it is asked for here.`, {
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
}

/** The same error where it was the planner that found no way to a field; undefined for any other error. */
export function noWayTold(error: unknown): GraphQLError | undefined {
  if (!(error instanceof Error)) return undefined;
  const field = /^Was not able to find any options for (\w+)/.exec(error.message)?.[1];
  if (field !== undefined) return unanswerable(clientName(field));
  return /^Was not able to plan .* starting from a single subgraph/s.test(error.message)
    ? unanswerable('this operation')
    : undefined;
}

// Literal @skip(if: true) and @include(if: false) leave a field out of the plan rightly.
function rootNames(set: SelectionSetNode, fragments: Fragments, names = new Set<string>()): Set<string> {
  for (const selection of set.selections) {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) continue;
    if (selection.kind === Kind.FIELD) {
      if (!selection.name.value.startsWith('__'))
        names.add(clientName((selection.alias ?? selection.name).value));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      rootNames(selection.selectionSet, fragments, names);
    } else {
      const fragment = fragments.get(selection.name.value);
      if (fragment) rootNames(fragment.selectionSet, fragments, names);
    }
  }
  return names;
}
