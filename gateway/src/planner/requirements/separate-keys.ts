import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { SelectionSetNode } from 'graphql';
import { fieldNames } from './field-sets.js';
import type { SupergraphFacts } from './supergraph-facts.js';

/**
 * Makes a fragment of each key, and one of the rest, where a fetch requires several keys of one type: they come from several
 * ways to the objects, of which each has one. A representation then lacks the keys that its object lacks.
 * @param needs what the fields of the fetch require: nothing of it may be missing
 */
export function separateKeys(
  fetch: FetchNode,
  needs: readonly SelectionSetNode[],
  facts: SupergraphFacts,
): FetchNode {
  const needed = new Set(needs.flatMap((set) => [...fieldNames(set)]));
  const requires = fetch.requires?.flatMap((selection) => {
    if (selection.kind !== 'InlineFragment' || selection.typeCondition === undefined) return [selection];
    const type = facts.get(selection.typeCondition);
    const holders = [type, ...[...(type?.interfaces ?? [])].map((name) => facts.get(name))];
    const keys = holders.flatMap((holder) => holder?.keys.get(fetch.serviceName) ?? []);
    return separated(
      selection,
      keys.map(({ fields }) => fieldNames(fields)),
      needed,
    );
  });
  return requires?.length === fetch.requires?.length ? fetch : { ...fetch, requires };
}

type Fragment = QueryPlanSelectionNode & { readonly kind: 'InlineFragment' };

function separated(
  fragment: Fragment,
  keys: readonly ReadonlySet<string>[],
  needed: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  const names = new Set(fragment.selections.map((one) => (one.kind === 'Field' ? one.name : '')));
  const whole = keys.filter((key) => [...key].every((name) => names.has(name)));
  const ofKeys = new Set(whole.flatMap((key) => [...key]));
  if (whole.length < 2 || names.has('') || [...ofKeys].some((name) => needed.has(name))) return [fragment];
  const part = (belongs: (name: string) => boolean) => ({
    ...fragment,
    selections: fragment.selections.filter(
      (one) => one.kind === 'Field' && (one.name === '__typename' || belongs(one.name)),
    ),
  });
  const rest = part((name) => !ofKeys.has(name));
  const hasRest = rest.selections.some((one) => one.kind === 'Field' && one.name !== '__typename');
  return [...whole.map((key) => part((name) => key.has(name))), ...(hasRest ? [rest] : [])];
}
