import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type ConfiguredSubgraph,
  composeSupergraph,
  describeFaults,
  readSupergraphConfig,
} from '@orrery/gateway/composition';
import { createSourceLocator } from './source-locator.js';
import { writeIfChanged } from './write-if-changed.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const run = promisify(execFile);

/** The SDL of a subgraph: printed by its service where this repository holds one, else read from its schema's file. */
async function sdlOf({ name, schemaFile }: ConfiguredSubgraph): Promise<string> {
  const folder = join(ROOT, 'subgraphs', name);
  if (!existsSync(folder)) return readFile(schemaFile, 'utf8');
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
async function generate(configFile: string): Promise<Map<string, string>> {
  const subgraphs = await readSupergraphConfig(configFile);
  const sdls = await Promise.all(subgraphs.map(sdlOf));
  const locate = await createSourceLocator(
    ROOT,
    subgraphs.map(({ name }) => name),
  );
  const outcome = composeSupergraph(
    subgraphs.map(({ name, url }, index) => ({ name, url, sdl: sdls[index] as string })),
    locate,
  );
  if (!outcome.ok) throw new Error(describeFaults(outcome.faults));
  const folder = join(dirname(configFile), 'schemas');
  return new Map([
    ...subgraphs.map(({ schemaFile }, index) => [schemaFile, sdls[index] as string] as const),
    [join(folder, 'api.graphql'), outcome.apiSdl],
    // Last: a gateway that watches it finds everything else in place.
    [join(folder, 'supergraph.graphql'), outcome.supergraphSdl],
  ]);
}

async function main(argv: readonly string[]): Promise<number> {
  const unknown = argv.filter((argument) => argument !== '--check');
  if (unknown.length > 0) throw new Error(`compose does not know ${unknown.join(' ')}; it takes --check`);
  const files = await generate(join(ROOT, 'supergraph.yaml'));
  if (!argv.includes('--check')) {
    const written: string[] = [];
    for (const [path, content] of files) {
      if (await writeIfChanged(path, content)) written.push(relative(ROOT, path));
    }
    console.log(written.length > 0 ? `composed: wrote ${written.join(', ')}` : 'composed: nothing changed');
    return 0;
  }
  const stale: string[] = [];
  for (const [path, content] of files) {
    const current = await readFile(path, 'utf8').catch(() => undefined);
    if (current !== content) stale.push(relative(ROOT, path));
  }
  if (stale.length === 0) return 0;
  console.error(`stale: ${stale.join(', ')}: run \`npm run compose\` and commit what it writes`);
  return 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
