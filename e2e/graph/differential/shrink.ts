import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import type { GeneratedOperation } from './operation-generator.js';

const MAX_TRIES = 400;

/**
 * Makes an operation smaller for as long as `fails` holds of it: leaves out selections, directives, arguments, and what is
 * not used any more.
 */
export async function shrink(
  operation: GeneratedOperation,
  schema: GraphQLSchema,
  fails: (smaller: GeneratedOperation) => Promise<boolean>,
): Promise<GeneratedOperation> {
  let best = operation;
  let tries = 0;
  for (let at = 0; tries < MAX_TRIES; ) {
    const smaller = without(best, at, schema);
    if (smaller === 'no more') break;
    if (smaller !== 'invalid') tries++;
    if (smaller !== 'invalid' && (await fails(smaller))) best = smaller;
    else at++;
  }
  return best;
}

function without(
  { query, variables }: GeneratedOperation,
  at: number,
  schema: GraphQLSchema,
): GeneratedOperation | 'invalid' | 'no more' {
  let seen = -1;
  const removed = visit(parse(query), {
    enter: (node) => {
      if (!isRemovable(node)) return undefined;
      seen++;
      return seen === at ? null : undefined;
    },
  });
  if (seen < at) return 'no more';
  const tidy = withoutUnused(removed);
  if (!tidy || validate(schema, tidy).length > 0) return 'invalid';
  const used = new Set<string>();
  visit(tidy, {
    enter: (node) => {
      if (node.kind === Kind.VARIABLE) used.add(node.name.value);
    },
  });
  const kept = Object.entries(variables).filter(([name]) => used.has(name));
  return { query: print(tidy), variables: Object.fromEntries(kept) };
}

function isRemovable({ kind }: ASTNode): boolean {
  return (
    kind === Kind.FIELD ||
    kind === Kind.INLINE_FRAGMENT ||
    kind === Kind.FRAGMENT_SPREAD ||
    kind === Kind.DIRECTIVE ||
    kind === Kind.ARGUMENT
  );
}

// Empty selections, fragments that nobody spreads and variables that nobody uses go too, until nothing changes.
function withoutUnused(document: DocumentNode): DocumentNode | undefined {
  const text = print(document).replace(/\{\s*\}/g, '');
  const before = tryParse(text);
  if (!before) return undefined;
  const spread = new Set<string>();
  const used = new Set<string>();
  visit(before, {
    enter: (node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) spread.add(node.name.value);
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.VARIABLE) used.add(node.name.value);
      return undefined;
    },
  });
  const after = visit(before, {
    enter: (node) => {
      if (node.kind === Kind.FRAGMENT_DEFINITION && !spread.has(node.name.value)) return null;
      if (node.kind === Kind.VARIABLE_DEFINITION && !used.has(node.variable.name.value)) return null;
      return undefined;
    },
  });
  return print(after) === print(before) ? after : withoutUnused(after);
}

function tryParse(text: string): DocumentNode | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
