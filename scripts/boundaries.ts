import { dirname, join, relative } from 'node:path';

/** An import of one file of the repository, as its source says it. */
export interface ImportFact {
  /** The importing file, from the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** Whether only types are imported: those leave nothing at run time. */
  readonly typeOnly: boolean;
}

/** Which workspaces a workspace may import, by the first folders of their paths. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'packages/contracts': [],
  'packages/runtime': ['packages/contracts'],
  'packages/kit': ['packages/runtime', 'packages/contracts'],
  'packages/embedded-mongo': [],
  'packages/test-provider': ['packages/runtime', 'packages/contracts'],
  'packages/testkit': ['packages/kit', 'packages/runtime', 'packages/contracts', 'packages/embedded-mongo'],
  subgraphs: ['packages/kit', 'packages/runtime', 'packages/contracts'],
  gateway: ['packages/runtime', 'packages/contracts'],
  dev: ['packages/runtime', 'packages/contracts', 'packages/embedded-mongo'],
};

const PACKAGES: Readonly<Record<string, string>> = {
  '@orrery/contracts': 'packages/contracts',
  '@orrery/runtime': 'packages/runtime',
  '@orrery/kit': 'packages/kit',
  '@orrery/embedded-mongo': 'packages/embedded-mongo',
  '@orrery/test-provider': 'packages/test-provider',
  '@orrery/testkit': 'packages/testkit',
  '@orrery/gateway': 'gateway',
  '@orrery/dev': 'dev',
};

/** Subpaths that packages export beside their own name. */
const SUBPATHS = new Set(['@orrery/contracts/seed', '@orrery/gateway/composition']);

/** Packages that a room must not import, from outside the repository. */
const BANNED: readonly { room: RegExp; packages: RegExp; reason: string }[] = [
  { room: /^packages\/contracts\//, packages: /^(?!zod$)/, reason: 'contracts import zod only' },
  {
    room: /^(packages\/runtime|gateway)\//,
    packages: /^(mongoose|mongodb|type-graphql)$/,
    reason: 'gateway and runtime stay free of mongoose and type-graphql',
  },
  {
    room: /^subgraphs\/[^/]+\/src\/domain\//,
    packages: /^(mongoose|mongodb|graphql|type-graphql|dataloader|@orrery\/kit)$/,
    reason: 'domain is pure: no mongoose, no graphql, no kit',
  },
  {
    room: /^subgraphs\/[^/]+\/src\/graphql\//,
    packages: /^(mongoose|mongodb)$/,
    reason: 'resolvers read through loaders and write through commands',
  },
];

/** A subgraph's rooms from the inside out: a room imports only rooms before it, or itself. */
const SUBGRAPH_ORDER: readonly (readonly string[])[] = [
  ['domain'],
  ['models'],
  ['oidc'],
  ['loaders', 'commands', 'mail', 'provider', 'context.ts'],
  ['sagas', 'events', 'graphql', 'seed', 'import', 'jobs', 'tasks', 'workers', 'config.ts'],
  ['service.ts'],
  ['main.ts'],
];

/** The gateway's rooms from the inside out. */
const GATEWAY_ORDER: readonly (readonly string[])[] = [
  ['config', 'observability'],
  ['planner', 'transports'],
  ['executor', 'supergraph', 'security', 'discovery'],
  ['pipeline', 'drop-in'],
  ['subscriptions'],
  ['server'],
  ['cli', 'index.ts'],
];

/** Why an import is forbidden, or undefined. */
export function forbidden({ file, specifier, typeOnly }: ImportFact): string | undefined {
  const isTest = /\.test\.ts$/.test(file);
  if (specifier.startsWith('.')) return forbiddenInside(file, join(dirname(file), specifier), typeOnly);
  if (specifier.startsWith('node:')) return undefined;
  const name = packageName(specifier);
  if (name.startsWith('@orrery/') && specifier !== name && !SUBPATHS.has(specifier)) {
    return `${specifier} reaches past what ${name} exports`;
  }
  const target = PACKAGES[name] ?? (name.startsWith('@orrery/') ? 'subgraphs' : undefined);
  const room = roomOf(file);
  if (
    target &&
    (room !== target || target === 'subgraphs') &&
    !isTest &&
    !(ROOMS[room] ?? []).includes(target)
  ) {
    return `${room} may not import ${name}`;
  }
  const ban = isTest ? undefined : BANNED.find((one) => one.room.test(file) && one.packages.test(name));
  return ban && !(target && ban.packages.source.startsWith('^(?!')) ? ban.reason : undefined;
}

function forbiddenInside(file: string, target: string, typeOnly: boolean): string | undefined {
  if (roomOf(file) !== roomOf(target) || workspaceOf(file) !== workspaceOf(target)) {
    return `${relative('.', target)} is in another workspace: import it by its package's name`;
  }
  if (/\.test\.ts$/.test(file)) return undefined;
  if (
    /\/index\.js$/.test(target) &&
    !/\/index\.ts$/.test(file) &&
    dirname(target) === `${workspaceOf(file)}/src`
  ) {
    return 'a package does not import its own index';
  }
  const order = /^subgraphs\//.test(file)
    ? SUBGRAPH_ORDER
    : /^gateway\//.test(file)
      ? GATEWAY_ORDER
      : undefined;
  // A type leaves nothing at run time; but pure rules are not written in terms of what stands on them either.
  if (!order || (typeOnly && !/\/src\/domain\//.test(file))) return undefined;
  const [from, to] = [levelOf(order, file), levelOf(order, target)];
  if (from === undefined || to === undefined) return undefined;
  if (to.level > from.level) return `${from.room} may not import ${to.room}: imports go the other way`;
  if (/^subgraphs\//.test(file) && from.room === 'graphql' && to.room === 'models') {
    return 'resolvers never touch a model';
  }
  return undefined;
}

function levelOf(
  order: readonly (readonly string[])[],
  path: string,
): { level: number; room: string } | undefined {
  const [, rest = ''] = path.split(/\/src\//);
  const room = rest.split('/')[0]?.replace(/\.js$/, '.ts') ?? '';
  const level = order.findIndex((rooms) => rooms.includes(room));
  return level < 0 ? undefined : { level, room };
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function workspaceOf(file: string): string {
  return file
    .split('/')
    .slice(0, /^(packages|subgraphs)\//.test(file) ? 2 : 1)
    .join('/');
}

function roomOf(file: string): string {
  const workspace = workspaceOf(file);
  return workspace.startsWith('subgraphs/') ? 'subgraphs' : workspace;
}

/** The imports, exports-from and dynamic imports of a source text. */
export function importsOf(file: string, text: string): ImportFact[] {
  const facts: ImportFact[] = [];
  const statement =
    /^[ \t]*(?:(import|export)\b((?:(?!^[ \t]*(?:import|export)\b)[^;'"])*?)\bfrom\s*|import\s*)['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const match of text.matchAll(statement)) {
    const clause = (match[2] ?? '').trim();
    const named = /^\{([^}]*)\}$/s.exec(clause)?.[1];
    const allTypes =
      named?.split(',').every((one) => one.trim() === '' || /^type\s/.test(one.trim())) ?? false;
    facts.push({
      file,
      line: text.slice(0, match.index).split('\n').length,
      specifier: (match[3] ?? match[4]) as string,
      typeOnly: /^type\b/.test(clause) || (match[1] === 'import' && allTypes),
    });
  }
  return facts;
}

/** The cycles among value imports: each as the files that it goes through, once. */
export function importCycles(facts: readonly ImportFact[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { file, specifier, typeOnly } of facts) {
    if (typeOnly || !specifier.startsWith('.')) continue;
    const target = join(dirname(file), specifier).replace(/\.js$/, '.ts');
    edges.set(file, [...(edges.get(file) ?? []), target]);
  }
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  const visit = (file: string, trail: string[]) => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const cycle = trail.slice(start);
      cycles.set([...cycle].sort().join(' '), cycle);
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return [...cycles.values()];
}
