import { type DocumentNode, Kind, visit } from 'graphql';
import type { OperationContext } from '../operation-context.js';

/** Decides for one operation whether a label of @override(label:) is on: then the overriding subgraph is asked. */
export type OverrideLabel = (label: string, context: OperationContext) => boolean;

const PERCENT = /^percent\((\d{1,2}(?:\.\d{1,8})?|100)\)$/;

/** The labels of @override(label:) in a supergraph's text, each once. */
export function overrideLabelsOf(supergraph: DocumentNode): string[] {
  const labels = new Set<string>();
  visit(supergraph, {
    enter: (node) => {
      if (node.kind !== Kind.ARGUMENT || node.name.value !== 'overrideLabel') return;
      if (node.value.kind === Kind.STRING) labels.add(node.value.value);
    },
  });
  return [...labels].sort();
}

/**
 * Decides each label for one operation: `percent(N)` is on for N of 100 operations, every other label when `decide` says so.
 * @param random a number from 0 up to 1
 */
export function decideLabels(
  labels: readonly string[],
  context: OperationContext,
  decide: OverrideLabel | undefined,
  random: () => number = Math.random,
): ReadonlyMap<string, boolean> {
  if (labels.length === 0) return NONE;
  return new Map(
    labels.map((label) => {
      const percent = PERCENT.exec(label)?.[1];
      if (percent !== undefined) return [label, random() * 100 < Number(percent)];
      return [label, decide?.(label, context) === true];
    }),
  );
}

const NONE: ReadonlyMap<string, boolean> = new Map();
