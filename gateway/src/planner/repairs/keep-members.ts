import { createRequire } from 'node:module';

interface PathAdvancer {
  advanceSimultaneousPathsWithOperation: (
    schema: unknown,
    option: unknown,
    operation: { readonly kind: string },
    overrides: unknown,
  ) => readonly unknown[] | undefined;
}

/**
 * Where a field is shared and one subgraph's union lacks a member, the planner looks at each way to the field in turn,
 * nearest first, and one that cannot lead to the member ends the search, even after another led to it: the member's
 * fragment is dropped silently, and its fields are null. Such a way is passed over instead when an earlier one led there.
 * Nothing in @apollo/query-planner 2.14.4 can be set for it, so the function that it calls for each way is wrapped.
 */
export function keepMembersThatOneSubgraphKnows(): void {
  const planner = createRequire(import.meta.url).resolve('@apollo/query-planner');
  const paths = createRequire(planner)('@apollo/query-graphs/dist/graphPath.js') as PathAdvancer;
  const advance = paths.advanceSimultaneousPathsWithOperation;
  // The branch that is looked at, at each depth: planning what a @key or @requires needs happens inside of another.
  const branches: { readonly operation: unknown; isFound: boolean }[] = [];
  let depth = 0;
  paths.advanceSimultaneousPathsWithOperation = (schema, option, operation, overrides) => {
    const current = branches[depth];
    const branch = current?.operation === operation ? current : { operation, isFound: false };
    branches[depth] = branch;
    depth += 1;
    try {
      const found = advance(schema, option, operation, overrides);
      if (found && found.length > 0) branch.isFound = true;
      return found?.length === 0 && branch.isFound && operation.kind === 'FragmentElement'
        ? undefined
        : found;
    } finally {
      branches.length = depth;
      depth -= 1;
    }
  };
}
