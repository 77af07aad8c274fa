import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import {
  type ConfiguredSubgraph,
  composeSupergraph,
  describeFaults,
  readSupergraphConfig,
} from '@orrery/gateway/composition';
import { eventSchemas } from './event-schemas.js';
import { createSourceLocator } from './source-locator.js';
import { writeIfChanged } from './write-if-changed.js';

const DEFAULT_CONFIG = join(dirname(fileURLToPath(import.meta.url)), '..', 'supergraph.yaml');
const USAGE = 'compose [--check] [--only NAME,...] [--config FILE]';
const run = promisify(execFile);

/**
 * The SDL of a subgraph: printed by its service where `root` holds one, else read from its schema's file. With `only`,
 * the file serves for all services but those.
 */
async function sdlOf(
  root: string,
  { name, schemaFile }: ConfiguredSubgraph,
  only: readonly string[] | undefined,
): Promise<string> {
  const folder = join(root, 'subgraphs', name);
  const isUnchanged = only !== undefined && !only.includes(name) && existsSync(schemaFile);
  if (isUnchanged || !existsSync(folder)) return readFile(schemaFile, 'utf8');
  const main = join(folder, 'dist', 'main.js');
  if (!existsSync(main)) {
    throw new Error(`${name} is not built: run \`npx turbo run build --filter=@orrery/${name}\``);
  }
  try {
    const { stdout } = await run(process.execPath, [main, 'print-sdl'], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.endsWith('\n') ? stdout : `${stdout}\n`;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${name} cannot print its schema:\n${stderr ?? String(error)}`);
  }
}

/** Every generated file with its content, in the order in which they are to be written. */
async function generate(
  configFile: string,
  only: readonly string[] | undefined,
): Promise<Map<string, string>> {
  const root = dirname(configFile);
  const subgraphs = await readSupergraphConfig(configFile);
  const sdls = await Promise.all(subgraphs.map((subgraph) => sdlOf(root, subgraph, only)));
  const locate = await createSourceLocator(
    root,
    subgraphs.map(({ name }) => name),
  );
  const outcome = composeSupergraph(
    subgraphs.map(({ name, url }, index) => ({ name, url, sdl: sdls[index] as string })),
    locate,
  );
  if (!outcome.ok) throw new Error(describeFaults(outcome.faults));
  const folder = join(root, 'schemas');
  return new Map([
    ...subgraphs.map(({ schemaFile }, index) => [schemaFile, sdls[index] as string] as const),
    [join(folder, 'api.graphql'), outcome.apiSdl],
    ...(existsSync(join(root, 'packages', 'contracts')) ? eventSchemas(join(folder, 'events')) : []),
    // Last: a gateway that watches it finds everything else in place.
    [join(folder, 'supergraph.graphql'), outcome.supergraphSdl],
  ]);
}

async function write(files: ReadonlyMap<string, string>, root: string): Promise<void> {
  const written: string[] = [];
  for (const [path, content] of files) {
    if (await writeIfChanged(path, content)) written.push(relative(root, path));
  }
  console.log(written.length > 0 ? `composed: wrote ${written.join(', ')}` : 'composed: nothing changed');
}

async function staleIn(files: ReadonlyMap<string, string>, root: string): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, content] of files) {
    const current = await readFile(path, 'utf8').catch(() => undefined);
    if (current !== content) stale.push(relative(root, path));
  }
  return stale;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, only: { type: 'string' }, config: { type: 'string' } },
  });
  const config = resolve(values.config ?? DEFAULT_CONFIG);
  const files = await generate(config, values.only?.split(','));
  if (!values.check) {
    await write(files, dirname(config));
    return 0;
  }
  const stale = await staleIn(files, dirname(config));
  if (stale.length === 0) return 0;
  console.error(`stale: ${stale.join(', ')}: run \`npm run compose\` and commit what it writes`);
  return 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const isUsage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    console.error(isUsage ? `${message}\nusage: ${USAGE}` : message);
    process.exitCode = 1;
  },
);
