import { basename } from 'node:path';
import {
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  parse,
  type StringValueNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';

/** A file of the repository, and what is in it. */
export interface SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

const ROOT_TYPES = new Set(['Query', 'Mutation', 'Subscription']);
const SERVICE_FILES = ['config.ts', 'context.ts', 'main.ts', 'service.ts'];
const SERVICE_ROOMS = ['commands', 'domain', 'graphql', 'loaders', 'models', 'seed'];
/** Rooms that a subgraph may have beside those that all have. */
const OPTIONAL_ROOMS = ['events', 'sagas', 'import', 'jobs', 'mail', 'oidc', 'provider', 'tasks', 'workers'];
const GRAPHQL_ROOMS = ['references', 'resolvers', 'types'];
const MAX_MAIN_LINES = 30;
const MAX_SOURCE_LINES = 400;
const MAX_TEST_LINES = 500;
const VAGUE_ROOMS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc']);

/** What is wrong with the shape of the subgraphs: all have the same rooms and root files. */
export function subgraphFaults(name: string, files: readonly SourceFile[]): string[] {
  const root = `subgraphs/${name}/src/`;
  const inside = files.filter(({ path }) => path.startsWith(root)).map(({ path }) => path.slice(root.length));
  const top = new Set(inside.map((path) => path.split('/')[0] ?? ''));
  const faults: string[] = [];
  for (const file of SERVICE_FILES) if (!top.has(file)) faults.push(`${root}${file} is missing`);
  for (const room of SERVICE_ROOMS) if (!top.has(room)) faults.push(`${root}${room}/ is missing`);
  for (const room of GRAPHQL_ROOMS) {
    if (!inside.some((path) => path.startsWith(`graphql/${room}/`)))
      faults.push(`${root}graphql/${room}/ is missing`);
  }
  const known = new Set([...SERVICE_FILES, ...SERVICE_ROOMS, ...OPTIONAL_ROOMS]);
  for (const entry of top) {
    if (!known.has(entry) && !/\.test\.ts$/.test(entry))
      faults.push(`${root}${entry} is no room that subgraphs have`);
  }
  const main = files.find(({ path }) => path === `${root}main.ts`);
  if (main && lineCount(main.text) > MAX_MAIN_LINES)
    faults.push(`${main.path} has more than ${MAX_MAIN_LINES} lines`);
  return faults;
}

/** What is wrong with one file's name, place or length. */
export function fileFaults({ path, text }: SourceFile): string[] {
  const faults: string[] = [];
  const name = basename(path);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(name))
    faults.push(`${path}: file names are kebab-case`);
  const vague = path.split('/').find((room) => VAGUE_ROOMS.has(room));
  if (vague) faults.push(`${path}: a room called ${vague} says nothing: name what lives there`);
  const isTest =
    /\.(test|e2e|bench)\.ts$/.test(name) || /\/(test|spec|e2e)\//.test(path) || path.startsWith('e2e/');
  const limit = isTest ? MAX_TEST_LINES : MAX_SOURCE_LINES;
  const lines = lineCount(text);
  if (lines > limit) faults.push(`${path} has ${lines} lines; ${limit} is the most`);
  return faults;
}

/** Every definition in a subgraph's SDL that an API user would look up and find no word about. */
export function undescribed(path: string, sdl: string): string[] {
  const faults: string[] = [];
  const require = (name: string, node: { readonly description?: StringValueNode | undefined }) => {
    if (!node.description?.value.trim()) faults.push(`${path}: ${name} has no description`);
  };
  for (const type of parse(sdl).definitions) {
    if (!isTypeDefinitionNode(type) && !isTypeExtensionNode(type)) continue;
    const name = type.name.value;
    if (isTypeDefinitionNode(type) && !ROOT_TYPES.has(name)) require(name, type);
    for (const member of membersOf(type)) {
      require(`${name}.${member.name.value}`, member);
      if (member.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of member.arguments ?? [])
        require(`${name}.${member.name.value}(${argument.name.value}:)`, argument);
    }
  }
  return faults;
}

function membersOf(type: TypeDefinitionNode | TypeExtensionNode): readonly Member[] {
  if ('fields' in type) return type.fields ?? [];
  return 'values' in type ? (type.values ?? []) : [];
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
