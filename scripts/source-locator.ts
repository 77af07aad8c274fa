import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SourceLocator } from '@orrery/gateway/composition';
import { maskStringsAndComments } from './mask-source.js';

/** Something that a source file defines: a GraphQL type, or a field of one. */
interface Definition {
  readonly source: string;
  /** The GraphQL type, where the file tells it; else the class that stands for it does. */
  readonly type?: string;
  readonly className?: string;
  /** Absent for the type itself. */
  readonly field?: string;
}

const ROOTS: Readonly<Record<string, string>> = {
  Query: 'Query',
  Mutation: 'Mutation',
  Subscription: 'Subscription',
};
const TYPE_DECORATORS = new Set(['ObjectType', 'InterfaceType', 'InputType']);
const FIELD_DECORATORS = new Set(['Field', 'FieldResolver', ...Object.keys(ROOTS)]);

/**
 * Finds the TypeScript line that defines a type or a field, by the type-graphql decorators in
 * `subgraphs/<name>/src/**` and, for the types that all share, in the kit: a class's own field, a field resolver, a root
 * operation, a registered enum or union. A field that a class inherits is found at the class, an edge at its connection.
 */
export async function createSourceLocator(
  root: string,
  subgraphs: readonly string[],
): Promise<SourceLocator> {
  const shared = await sourcesOf(root, join(root, 'packages', 'kit', 'src'));
  const sources = new Map<string, Map<string, string>>();
  for (const name of subgraphs) {
    sources.set(name, await sourcesOf(root, join(root, 'subgraphs', name, 'src')));
  }
  return ({ subgraph, type, field }) => {
    const own = sources.get(subgraph);
    const candidates = [field && `${type}.${field}`, type, type.replace(/Edge$/, 'Connection')];
    for (const coordinate of candidates) {
      const source = coordinate && (own?.get(coordinate) ?? shared.get(coordinate));
      if (source) return source;
    }
    return undefined;
  };
}

async function sourcesOf(root: string, folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.endsWith('.ts') && !entry.endsWith('.test.ts')).sort();
  const definitions: Definition[] = [];
  for (const file of files) {
    const path = join(folder, file);
    definitions.push(...definitionsIn(await readFile(path, 'utf8'), relative(root, path)));
  }
  return byCoordinate(definitions);
}

function byCoordinate(definitions: readonly Definition[]): Map<string, string> {
  const typeOfClass = new Map<string, string>();
  for (const { type, className } of definitions) if (type && className) typeOfClass.set(className, type);
  const found = new Map<string, string>();
  for (const { type, className = '', field, source } of definitions) {
    const owner = type ?? typeOfClass.get(className) ?? className;
    const coordinate = field ? `${owner}.${field}` : owner;
    if (!found.has(coordinate)) found.set(coordinate, source);
  }
  return found;
}

/** The definitions in one file, in its order. */
function definitionsIn(text: string, file: string): Definition[] {
  const masked = maskStringsAndComments(text);
  const found: Definition[] = [];
  const sourceAt = (offset: number) => `${file}:${text.slice(0, offset).split('\n').length}`;
  let owner: Pick<Definition, 'type' | 'className'> = {};
  for (const { name, argumentsText, target, offset } of decorated(masked, text)) {
    const source = sourceAt(offset);
    if (TYPE_DECORATORS.has(name)) {
      owner = { type: /^\s*['"](\w+)['"]/.exec(argumentsText)?.[1] ?? target, className: target };
      found.push({ ...owner, source });
    } else if (name === 'Resolver') {
      owner = { className: /=>\s*(\w+)/.exec(argumentsText)?.[1] };
    } else if (FIELD_DECORATORS.has(name)) {
      const field = /\bname:\s*['"](\w+)['"]/.exec(argumentsText)?.[1] ?? target;
      found.push({ ...(name in ROOTS ? { type: ROOTS[name] } : owner), field, source });
    }
  }
  // Enums, unions and types made by a function: the call that carries the name.
  for (const call of text.matchAll(/\b\w*(?:Enum|Union|Type|Connection)\w*\([^;]*?['"]([A-Z]\w*)['"]/g)) {
    if (masked[call.index] !== text[call.index]) continue; // in a comment or a string
    const nameAt = call.index + call[0].length - (call[1] as string).length;
    found.push({ type: call[1], source: sourceAt(nameAt) });
  }
  // Types that a function makes are named like the constant or class that holds them.
  for (const held of masked.matchAll(/\b(?:const|class)\s+([A-Z]\w*)\s*(?:[:=]|extends)/g)) {
    found.push({ type: held[1], source: sourceAt(held.index) });
  }
  return found;
}

interface Decorated {
  readonly name: string;
  readonly argumentsText: string;
  /** The class or member that the decorator stands above. */
  readonly target: string;
  /** Where the target is. */
  readonly offset: number;
}

function* decorated(masked: string, text: string): Generator<Decorated> {
  for (const match of masked.matchAll(/@(\w+)\(/g)) {
    const open = match.index + match[0].length;
    const end = closingParenthesis(masked, open);
    // Other decorators may stand between this one and what it is for.
    let at = end;
    for (;;) {
      const next = /^\s*@(\w+)(\()?/.exec(masked.slice(at));
      if (!next) break;
      at += next[0].length;
      if (next[2]) at = closingParenthesis(masked, at);
    }
    const target =
      /^\s*(?:export\s+|default\s+|abstract\s+)*class\s+(\w+)/.exec(masked.slice(at)) ??
      /^\s*(?:(?:public|protected|private|static|override|readonly|async|get)\s+)*(\w+)/.exec(
        masked.slice(at),
      );
    if (!target) continue;
    const offset = at + target[0].length - (target[1] as string).length;
    yield {
      name: match[1] as string,
      argumentsText: text.slice(open, end - 1),
      target: target[1] as string,
      offset,
    };
  }
}

function closingParenthesis(masked: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < masked.length && depth > 0; at++) {
    if (masked[at] === '(') depth++;
    else if (masked[at] === ')') depth--;
  }
  return at;
}
