import { createRequire } from 'node:module';

interface GraphPath {
  checkDirectPathFromPreviousSubgraphTo(...path: unknown[]): unknown;
}

/**
 * Plans, and plans again where no way was found. The planner passes over a way by a second subgraph where the first one has the
 * object itself; but where several types of objects are on the way, the first may have passed over those of one type for
 * the same reason, and no way is left for all of them. The second time, no way is passed over: that takes longer.
 * @param make makes a planner: each remembers the ways that it found
 */
export function takingDetours<Planner, Plan>(
  make: () => Planner,
): (plan: (planner: Planner) => Plan) => Plan {
  const planner = createRequire(import.meta.url).resolve('@apollo/query-planner');
  const { GraphPath } = createRequire(planner)('@apollo/query-graphs/dist/graphPath.js') as {
    readonly GraphPath: { readonly prototype: GraphPath };
  };
  const { prototype } = GraphPath;
  const { checkDirectPathFromPreviousSubgraphTo: check } = prototype;
  let takesDetours = false;
  prototype.checkDirectPathFromPreviousSubgraphTo = function (...path) {
    return takesDetours ? undefined : check.apply(this, path);
  };
  const usual = make();
  let detouring: Planner | undefined;
  return (plan) => {
    try {
      return plan(usual);
    } catch (error) {
      if (!(error instanceof Error) || !/^Was not able to find any options/.test(error.message)) throw error;
      takesDetours = true;
      try {
        detouring ??= make();
        return plan(detouring);
      } finally {
        takesDetours = false;
      }
    }
  };
}
