import { type FragmentDefinitionNode, Kind, parse } from 'graphql';
import type { Engine, ResolvedOperation } from '../executor/engine.js';
import type { Variables } from '../security/cost/cost-expression.js';
import { costRulesOf } from '../security/cost/cost-rules.js';
import { withIntrospection } from '../security/cost/introspection-cost.js';
import { UnboundedList } from '../security/cost/list-length.js';
import { type CostModel, operationCost } from '../security/cost/operation-cost.js';
import { explainLimit } from '../security/operation-limits.js';
import type { CheckCost, Resolution } from './operation-resolver.js';
import { type Refusal, refuse } from './refusal.js';

/**
 * Makes what refuses operations that cost more than `limit`, 0 for no limit. A supergraph is read once, an operation is looked
 * through once; a request then costs what its variables decide.
 * @param listSize How long a list is taken to be that no @listSize tells of.
 */
export function costCheck(limit: number, listSize: number): CheckCost {
  if (limit === 0) return () => undefined;
  const models = new WeakMap<Engine, CostModel>();
  const known = new WeakMap<ResolvedOperation, (sent: Variables) => number>();
  const costOf = ({ engine, resolved }: Resolution) => {
    let model = models.get(engine);
    if (!model) {
      const rules = costRulesOf(parse(engine.supergraph.sdl, { noLocation: true }));
      model = { schema: engine.schema, rules: withIntrospection(rules, engine.schema), listSize };
      models.set(engine, model);
    }
    return operationCost(model, resolved.operation, fragmentsOf(resolved));
  };
  return (resolution, variables) => {
    let cost = known.get(resolution.resolved);
    if (!cost) {
      cost = costOf(resolution);
      known.set(resolution.resolved, cost);
    }
    return refusalOf(cost, variables, limit);
  };
}

function refusalOf(
  cost: (sent: Variables) => number,
  variables: Variables,
  limit: number,
): Refusal | undefined {
  try {
    const value = cost(variables);
    if (value <= limit) return undefined;
    return refuse(
      400,
      'OPERATION_TOO_COMPLEX',
      explainLimit({ what: 'points of cost', value, maximum: limit }),
    );
  } catch (error) {
    // Variables may nest as deep as a body is long: further than this can be followed, and than anything after it.
    if (error instanceof RangeError) {
      return refuse(
        400,
        'OPERATION_TOO_COMPLEX',
        'The operation is too complex: its variables nest too deep.',
      );
    }
    if (!(error instanceof UnboundedList)) throw error;
    const { field, slicingArguments } = error;
    const message = `Send exactly one of ${slicingArguments.join(', ')} to ${field}: its list has no end otherwise.`;
    return refuse(400, 'OPERATION_TOO_COMPLEX', message);
  }
}

function fragmentsOf({ document }: ResolvedOperation): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
