import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forbidden, importCycles, importsOf } from './boundaries.js';
import { filesBelow } from './source-files.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const WORKSPACES = ['packages', 'subgraphs', 'gateway', 'dev'];

const files = WORKSPACES.flatMap((folder) => filesBelow(ROOT, folder, /\.ts$/)).filter((file) =>
  /\/src\//.test(file),
);
const facts = files.flatMap((file) => importsOf(file, readFileSync(join(ROOT, file), 'utf8')));
const faults = facts.flatMap((fact) => {
  const reason = forbidden(fact);
  return reason ? [`${fact.file}:${fact.line} imports ${fact.specifier}: ${reason}`] : [];
});
for (const cycle of importCycles(facts))
  faults.push(`these files import each other in a circle: ${cycle.join(' -> ')}`);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${files.length} files, ${facts.length} imports, all in bounds`);
