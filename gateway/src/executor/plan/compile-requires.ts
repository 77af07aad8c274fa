import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { mergeInto } from '../merge/merge-into.js';
import { readOwn, writeOwn } from '../merge/own.js';
import type { Extract, ResponseObject, Rewrite } from './compiled-plan.js';
import { typeTest } from './possible-types.js';
import { keyTest } from './subgraph-keys.js';

/**
 * Compiles a fetch's `requires` to a function that makes a representation of an object: undefined when a field is
 * missing (an earlier fetch failed, or found nothing), no type condition fits, or no key of the type is required.
 * @param isConditional whether @skip or @include decide what the fetch asks for. The plan does not tell which fragment of
 *   `requires` serves which of it: then a fragment is left out when the object lacks its fields. @default false
 */
export function compileRequires(
  requires: readonly QueryPlanSelectionNode[],
  rewriteInput: Rewrite | undefined,
  subgraph: string,
  schema: GraphQLSchema,
  isConditional = false,
): Extract {
  const extract = isConditional ? compileFragments(requires, schema) : compileSelections(requires, schema);
  const hasKey = keyTest(subgraph, schema);
  return (source) => {
    const representation = extract(source);
    if (representation === undefined || readOwn(representation, '__typename') === undefined) return undefined;
    rewriteInput?.(representation);
    return hasKey(representation) ? representation : undefined;
  };
}

type Part = (source: ResponseObject, target: ResponseObject) => boolean;

function compileSelections(selections: readonly QueryPlanSelectionNode[], schema: GraphQLSchema): Extract {
  const parts = selections.map((selection) => compilePart(selection, schema));
  return (source) => {
    const target: ResponseObject = {};
    for (const part of parts) if (!part(source, target)) return undefined;
    return target;
  };
}

// Each fragment for itself: those whose fields are there make the representation.
function compileFragments(requires: readonly QueryPlanSelectionNode[], schema: GraphQLSchema): Extract {
  const fragments = requires.map((selection) => compileSelections([selection], schema));
  return (source) => {
    const target: ResponseObject = {};
    for (const fragment of fragments) {
      const part = fragment(source);
      if (part !== undefined) mergeInto(target, part);
    }
    return target;
  };
}

// A part copies what it selects, and answers false when the object cannot be represented.
function compilePart(selection: QueryPlanSelectionNode, schema: GraphQLSchema): Part {
  if (selection.kind === 'InlineFragment') {
    const extract = compileSelections(selection.selections, schema);
    const fits =
      selection.typeCondition === undefined ? () => true : typeTest(selection.typeCondition, schema);
    return (source, target) => {
      if (!fits(readOwn(source, '__typename'))) return true;
      const part = extract(source);
      if (part === undefined) return false;
      mergeInto(target, part);
      return true;
    };
  }
  const key = selection.alias ?? selection.name;
  const below = selection.selections && compileSelections(selection.selections, schema);
  return (source, target) => {
    const value = readOwn(source, key);
    if (value === undefined) return false;
    const copied = below ? copy(value, below) : value;
    if (copied === undefined) return false;
    writeOwn(target, key, copied);
    return true;
  };
}

function copy(value: unknown, extract: Extract): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) return extract(value as ResponseObject);
  const items = value.map((item) => copy(item, extract));
  return items.includes(undefined) ? undefined : items;
}
