import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, print } from 'graphql';
import { withOneOfDeclared } from './declared-one-of.js';
import type { Planner, PlanRequest } from './planner.js';
import { fieldNeeds } from './requirements/field-needs.js';
import { meetRequirements } from './requirements/meet-requirements.js';
import { type MisplacedFields, misplacedFields } from './requirements/misplaced-fields.js';
import { nameRequirements } from './requirements/requirement-names.js';
import { restoreRequirements } from './requirements/restore-requirements.js';
import { splitUncertain } from './requirements/split-uncertain.js';
import { supergraphFacts } from './requirements/supergraph-facts.js';
import { resolvableKeysFirst } from './resolvable-keys-first.js';
import { type PlanningLimits, WorkerPlanner } from './worker-planner.js';

/** A planner, and the names that operations must not use as response names because the planner does. */
export interface SupergraphPlanner extends Planner {
  readonly ownNames: ReadonlySet<string>;
  /** What a plan asks of the wrong subgraph: it must not be run. */
  readonly misplaced: MisplacedFields;
}

/** Plans operations of a supergraph, which it gives to @apollo/query-planner in a form that this plans rightly. */
export function planSupergraph(
  { sdl, document: written }: { readonly sdl: string; readonly document: DocumentNode },
  limits?: PlanningLimits,
): SupergraphPlanner {
  const declared = withOneOfDeclared(written);
  const ordered: DocumentNode = { ...declared, definitions: declared.definitions.map(resolvableKeysFirst) };
  const { supergraph, uses } = nameRequirements(ordered);
  const isAsWritten =
    uses.size === 0 && ordered.definitions.every((definition, i) => definition === written.definitions[i]);
  const planner = new WorkerPlanner(isAsWritten ? sdl : print(supergraph), limits);
  const facts = supergraphFacts(supergraph);
  const needs = fieldNeeds(facts, uses);
  return {
    ownNames: new Set(uses.keys()),
    misplaced: misplacedFields(facts),
    plan: async (request: PlanRequest): Promise<QueryPlan> => {
      const plan = splitUncertain(meetRequirements(await planner.plan(request), facts), facts);
      return uses.size === 0 ? plan : restoreRequirements(plan, uses, needs);
    },
    close: () => planner.close(),
  };
}
