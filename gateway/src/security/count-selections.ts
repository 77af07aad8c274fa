import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type ExceededLimit, exceeds, type OperationLimits } from './operation-limits.js';
import { MAX_NESTING } from './scan-text.js';

/** What a selection set holds, each fragment counted as often as it is spread. Large counts are rounded, or infinite. */
interface Counts {
  selections: number;
  aliases: number;
  directives: number;
  /** Fields at its own level. */
  fields: number;
  /** Levels of fields below each other. */
  depth: number;
  /** Levels of selection sets below each other: those of fragments count too. */
  height: number;
}

/**
 * The first limit that a document exceeds. Each fragment is counted once and multiplied, so that the time is proportional to
 * the document's length, not to what it expands to. Fragments that spread themselves are left for validation to refuse.
 */
export function countSelections(document: DocumentNode, limits: OperationLimits): ExceededLimit | undefined {
  const counter = new Counter(document);
  const total = zero();
  let rootFields = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const counts = counter.count(definition.selectionSet, 1);
    rootFields = Math.max(rootFields, counts.fields);
    add(total, counts);
    total.depth = Math.max(total.depth, counts.depth);
    total.height = Math.max(total.height, counts.height);
    total.directives += ownDirectives(definition);
  }
  return (
    exceeds('selection sets inside each other', counter.isTooDeep ? Infinity : total.height, MAX_NESTING) ??
    exceeds('levels of fields', total.depth, limits.depth) ??
    exceeds('fields at its root', rootFields, limits.rootFields) ??
    exceeds('aliases', total.aliases, limits.aliases) ??
    exceeds('directives', total.directives, limits.directives) ??
    exceeds('selections', total.selections, limits.selections)
  );
}

function zero(): Counts {
  return { selections: 0, aliases: 0, directives: 0, fields: 0, depth: 0, height: 0 };
}

// What adds up; depth and height do not.
function add(total: Counts, { selections, aliases, directives }: Counts): void {
  total.selections += selections;
  total.aliases += aliases;
  total.directives += directives;
}

function ownDirectives({ directives, variableDefinitions }: OperationDefinitionNode): number {
  const ofVariables = (variableDefinitions ?? []).map((definition) => definition.directives?.length ?? 0);
  return ofVariables.reduce((sum, count) => sum + count, directives?.length ?? 0);
}

class Counter {
  /** Whether a chain of fragments went down further than any document may. */
  isTooDeep = false;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Counts>();

  constructor({ definitions }: DocumentNode) {
    for (const definition of definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  count({ selections }: SelectionSetNode, level: number): Counts {
    const counts = zero();
    if (level > MAX_NESTING) {
      this.isTooDeep = true;
      return counts;
    }
    for (const selection of selections) this.#countSelection(selection, counts, level);
    counts.height += 1;
    return counts;
  }

  #countSelection(selection: SelectionNode, counts: Counts, level: number): void {
    counts.selections += 1;
    counts.directives += selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) {
      counts.fields += 1;
      if (selection.alias) counts.aliases += 1;
      const inner = selection.selectionSet ? this.count(selection.selectionSet, level + 1) : zero();
      add(counts, inner);
      counts.depth = Math.max(counts.depth, inner.depth + 1);
      counts.height = Math.max(counts.height, inner.height);
      return;
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? this.count(selection.selectionSet, level + 1)
        : this.#countFragment(selection.name.value, level + 1);
    add(counts, inner);
    counts.fields += inner.fields;
    counts.depth = Math.max(counts.depth, inner.depth);
    counts.height = Math.max(counts.height, inner.height);
  }

  #countFragment(name: string, level: number): Counts {
    const known = this.#known.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) return zero();
    this.#known.set(name, zero()); // while it is being counted: one that spreads itself adds nothing
    const counts = this.count(fragment.selectionSet, level);
    counts.directives += fragment.directives?.length ?? 0;
    this.#known.set(name, counts);
    return counts;
  }
}
