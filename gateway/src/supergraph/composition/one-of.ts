import {
  type DocumentNode,
  type InputObjectTypeDefinitionNode,
  type InputObjectTypeExtensionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  visit,
} from 'graphql';
import { ONE_OF_DEFINITION } from '../../planner/declared-one-of.js';
import type { CompositionFault } from './compose.js';
import type { SchemaPlace } from './schema-places.js';

/** A subgraph with its parsed SDL. */
export interface SubgraphDocument {
  readonly name: string;
  readonly document: DocumentNode;
}

type InputDefinition = InputObjectTypeDefinitionNode | InputObjectTypeExtensionNode;

/** What subgraphs say with @oneOf, which composition knows nothing of and loses. */
export interface OneOfInputs {
  /** The names of the input types of which exactly one field must be given. */
  readonly names: ReadonlySet<string>;
  /** Where subgraphs differ, or where fields may not be as they are. */
  readonly faults: readonly CompositionFault[];
}

/** Reads @oneOf from subgraphs: all that have an input type must say the same of it. */
export function oneOfInputs(subgraphs: readonly SubgraphDocument[]): OneOfInputs {
  const inputs = new Map<
    string,
    { readonly subgraph: string; isOneOf: boolean; fields: InputValueDefinitionNode[] }[]
  >();
  for (const { name: subgraph, document } of subgraphs) {
    for (const definition of document.definitions) {
      if (!isInput(definition)) continue;
      const known = inputs.get(definition.name.value) ?? [];
      inputs.set(definition.name.value, known);
      const own = known.find((one) => one.subgraph === subgraph) ?? { subgraph, isOneOf: false, fields: [] };
      if (!known.includes(own)) known.push(own);
      own.isOneOf ||= hasOneOf(definition);
      own.fields.push(...(definition.fields ?? []));
    }
  }
  const names = new Set<string>();
  const faults: CompositionFault[] = [];
  for (const [type, parts] of inputs) {
    const marked = parts.filter(({ isOneOf }) => isOneOf);
    if (marked.length === 0) continue;
    names.add(type);
    const unmarked = parts.filter(({ isOneOf }) => !isOneOf);
    if (unmarked.length > 0) faults.push(differ(type, marked, unmarked));
    for (const { subgraph, fields } of marked) {
      for (const field of fields) {
        if (field.type.kind === Kind.NON_NULL_TYPE || field.defaultValue)
          faults.push(badField(type, field, subgraph));
      }
    }
  }
  return { names, faults };
}

/** A subgraph's SDL as composition takes it: without @oneOf. */
export function withoutOneOf(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter: (node) => {
      const isOneOf = node.kind === Kind.DIRECTIVE || node.kind === Kind.DIRECTIVE_DEFINITION;
      return isOneOf && node.name.value === 'oneOf' ? null : undefined;
    },
  });
}

/** A supergraph's text with @oneOf on the input types of these names, and its definition. */
export function writeOneOf(supergraphSdl: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return supergraphSdl;
  const { definitions } = parse(supergraphSdl);
  const insertions = new Map<number, string>();
  for (const node of definitions) {
    if (node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION || !names.has(node.name.value)) continue;
    insertions.set(node.name.loc?.end ?? 0, ' @oneOf');
  }
  const firstType = definitions.find((node) => node.kind !== Kind.SCHEMA_DEFINITION);
  insertions.set(firstType?.loc?.start ?? 0, `${ONE_OF_DEFINITION}\n\n`);
  return [...insertions]
    .sort(([a], [b]) => b - a)
    .reduce((text, [at, added]) => text.slice(0, at) + added + text.slice(at), supergraphSdl);
}

function differ(
  type: string,
  marked: readonly { readonly subgraph: string }[],
  unmarked: readonly { readonly subgraph: string }[],
): CompositionFault {
  const named = (parts: readonly { readonly subgraph: string }[]) =>
    parts.map(({ subgraph }) => `"${subgraph}"`).join(', ');
  return {
    code: 'ONE_OF_MISMATCH',
    message:
      `Input "${type}" is @oneOf in ${named(marked)} but not in ${named(unmarked)}: ` +
      'every subgraph that has it must say the same',
    places: [...marked, ...unmarked].map(({ subgraph }): SchemaPlace => ({ subgraph, type })),
  };
}

function badField(
  type: string,
  { name, defaultValue }: InputValueDefinitionNode,
  subgraph: string,
): CompositionFault {
  const what = defaultValue ? 'may not have a default value' : 'must be nullable';
  return {
    code: 'ONE_OF_INVALID_FIELD',
    message: `Field "${type}.${name.value}" of a @oneOf input ${what}, in subgraph "${subgraph}"`,
    places: [{ subgraph, type, field: name.value }],
  };
}

function isInput(node: DocumentNode['definitions'][number]): node is InputDefinition {
  return node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION;
}

function hasOneOf({ directives }: InputDefinition): boolean {
  return directives?.some(({ name }) => name.value === 'oneOf') ?? false;
}
