import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { mergeInto } from '../merge/merge-into.js';
import { readOwn, writeOwn } from '../merge/own.js';
import type { Extract, ResponseObject, Rewrite } from './compiled-plan.js';
import { typeTest } from './possible-types.js';
import { keyPartTest, keyTest } from './subgraph-keys.js';

/**
 * Compiles a fetch's `requires` to a function that makes a representation of an object: undefined when a field is
 * missing (an earlier fetch failed, or found nothing), no type condition fits, or no key of the type is required. A key
 * may be missing where there is another: what is fetched under conditions, or of objects of one type, may need its own.
 */
export function compileRequires(
  requires: readonly QueryPlanSelectionNode[],
  rewriteInput: Rewrite | undefined,
  subgraph: string,
  schema: GraphQLSchema,
): Extract {
  const isOfKey = keyPartTest(subgraph, schema);
  const fragments = requires.map(
    (selection): Fragment => ({
      extract: compileSelections([selection], schema),
      mayLack: isOfKey(selection),
    }),
  );
  const hasKey = keyTest(subgraph, schema);
  const [first] = fragments;
  const extract = first && fragments.length === 1 ? first.extract : joined(fragments);
  return (source) => {
    const representation = extract(source);
    if (representation === undefined || readOwn(representation, '__typename') === undefined) return undefined;
    rewriteInput?.(representation);
    return hasKey(representation) ? representation : undefined;
  };
}

interface Fragment {
  readonly extract: Extract;
  readonly mayLack: boolean;
}

function joined(fragments: readonly Fragment[]): Extract {
  return (source) => {
    const target: ResponseObject = {};
    for (const { extract, mayLack } of fragments) {
      const part = extract(source);
      if (part !== undefined) mergeInto(target, part);
      else if (!mayLack) return undefined;
    }
    return target;
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
