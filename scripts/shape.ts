import { basename } from 'node:path';

/** A file of the repository, and what is in it. */
export interface SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

const SERVICE_FILES = ['config.ts', 'context.ts', 'main.ts', 'service.ts'];
const SERVICE_ROOMS = ['commands', 'domain', 'graphql', 'loaders', 'models', 'seed'];
/** Rooms that a subgraph may have beside those that all have. */
const OPTIONAL_ROOMS = ['events', 'sagas', 'import', 'provider', 'tasks'];
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
  const lines = sdl.split('\n');
  let type = '';
  for (const [i, line] of lines.entries()) {
    const definition = /^(type|interface|input|enum|union|scalar) (\w+)/.exec(line);
    if (definition) {
      type = definition[2] ?? '';
      if (!/^(Query|Mutation|Subscription)$/.test(type) && !isDescribed(lines, i))
        faults.push(`${path}: ${type} has no description`);
      continue;
    }
    const member = /^ {2,4}(\w+)(\(|:| @|$)/.exec(line);
    if (member && !isInDescription(lines, i) && !isDescribed(lines, i)) {
      faults.push(`${path}: ${type}.${member[1]} has no description`);
    }
  }
  return faults;
}

function isDescribed(lines: readonly string[], i: number): boolean {
  return /"\s*$/.test(lines[i - 1] ?? '');
}

// Inside a block string that spans lines: an odd number of fences above.
function isInDescription(lines: readonly string[], i: number): boolean {
  let fences = 0;
  for (let j = 0; j < i; j++) fences += (lines[j]?.match(/"""/g) ?? []).length;
  return fences % 2 === 1;
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
