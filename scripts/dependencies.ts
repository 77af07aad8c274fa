import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directDependencies, type PackageLock, withTable } from './dependency-table.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(ROOT, 'docs', 'security.md');

/** What a registry says of a package, as npm keeps it. */
interface Packument {
  readonly name: string;
  readonly 'dist-tags': { readonly latest: string };
  readonly time: Readonly<Record<string, string>>;
}

/**
 * `npm run dependencies`: writes the table of direct dependencies into docs/security.md. Versions are those of package-lock.json,
 * dates those that npm's cache holds: no registry is asked.
 */
function main(): void {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as PackageLock;
  const dependencies = directDependencies(lock);
  const known = packumentsOf(new Set(dependencies.map(({ name }) => name)));
  const rows = dependencies.map((dependency) => {
    const { 'dist-tags': tags, time = {} } = known.get(dependency.name) ?? {};
    const newest = tags?.latest;
    const newestReleased = newest === undefined ? undefined : time[newest];
    return { ...dependency, released: time[dependency.version], newest, newestReleased };
  });
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), rows));
  console.log(`${rows.length} direct dependencies, and npm's cache knows the releases of ${known.size}`);
}

/** What npm's cache holds of packages: of each the newest that it was told. */
function packumentsOf(names: ReadonlySet<string>): Map<string, Packument> {
  const found = new Map<string, Packument>();
  const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const folder = join(cache, '_cacache', 'content-v2');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    if (bytes[0] !== 0x7b) continue; // JSON begins with a brace, packed packages do not
    const packument = parsed(bytes);
    if (!packument || !names.has(packument.name)) continue;
    const before = found.get(packument.name);
    if (!before || newestOf(before) < newestOf(packument)) found.set(packument.name, packument);
  }
  return found;
}

function parsed(bytes: Buffer): Packument | undefined {
  try {
    const value = JSON.parse(String(bytes)) as Partial<Packument>;
    return value.time && value['dist-tags'] && value.name ? (value as Packument) : undefined;
  } catch {
    return undefined; // something else that npm keeps
  }
}

function newestOf(packument: Packument): string {
  return packument.time[packument['dist-tags'].latest] ?? '';
}

main();
