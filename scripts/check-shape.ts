import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '../dev/src/topology.js';
import { fileFaults, subgraphFaults, undescribed } from './shape.js';
import { filesBelow } from './source-files.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDERS = ['packages', 'subgraphs', 'gateway', 'dev', 'e2e', 'bench', 'scripts'];

const files = FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) => filesBelow(ROOT, folder, /\.tsx?$/))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const names = readdirSync(join(ROOT, 'subgraphs')).sort();
const faults = [
  ...names.flatMap((name) => subgraphFaults(name, files)),
  ...files.flatMap(fileFaults),
  ...names.flatMap((name) => {
    const path = `schemas/${name}.graphql`;
    return existsSync(join(ROOT, path))
      ? undescribed(path, readFileSync(join(ROOT, path), 'utf8'))
      : [`${path} is missing: npm run compose`];
  }),
];
const listed = SERVICES.map(({ name }) => name).sort();
if (listed.join() !== names.join()) {
  faults.push(`dev/src/topology.ts lists ${listed.join(', ')}; subgraphs/ holds ${names.join(', ')}`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${names.length} subgraphs of one shape, ${files.length} files`);
