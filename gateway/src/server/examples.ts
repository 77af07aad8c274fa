import { readFile } from 'node:fs/promises';
import { type GraphQLSchema, getNamedType, isLeafType, Kind, parse, validate } from 'graphql';

/** An operation that the explorer opens in a tab: its text, comments included. */
export interface Example {
  readonly query: string;
}

// Beside dist/ and beside src/ alike.
const OWN_EXAMPLES = new URL('../../examples/commerce.graphql', import.meta.url);

/**
 * The operations of a file, in its order.
 * @param file GraphQL operations, each with its comments above it. @default those of the shipped domain
 * @throws Error when the file cannot be read or is not GraphQL.
 */
export async function readExamples(file: string | undefined): Promise<Example[]> {
  return splitOperations(await readFile(file ?? OWN_EXAMPLES, 'utf8'));
}

/** Whether an example is valid on a schema. */
export function fits(schema: GraphQLSchema, { query }: Example): boolean {
  return validate(schema, parse(query)).length === 0;
}

/** The examples that are valid on `schema`, or one that is made from the schema when none is. */
export function examplesFor(schema: GraphQLSchema, examples: readonly Example[]): readonly Example[] {
  const fitting = examples.filter((example) => fits(schema, example));
  return fitting.length > 0 ? fitting : [genericExample(schema)];
}

function splitOperations(text: string): Example[] {
  let from = 0;
  return parse(text).definitions.flatMap((definition) => {
    const end = definition.loc?.end ?? from;
    const query = text.slice(from, end).trim();
    from = end;
    return definition.kind === Kind.OPERATION_DEFINITION ? [{ query }] : [];
  });
}

// A first root field that needs no argument and answers a plain value, or else only the root's own type name.
function genericExample(schema: GraphQLSchema): Example {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const simple = fields.find(
    ({ args, type }) =>
      isLeafType(getNamedType(type)) && args.every((argument) => argument.defaultValue !== undefined),
  );
  const note = '# Ctrl-Space completes names; the book shows the schema.\n';
  return { query: `${note}query First {\n  ${simple?.name ?? '__typename'}\n}` };
}
