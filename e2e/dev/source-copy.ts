import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  'package.json',
  'package-lock.json',
  'turbo.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'supergraph.yaml',
  'schemas',
  'scripts',
  '.turbo/cache',
  'packages',
  'subgraphs',
  'gateway',
  'dev',
];
const LEFT_OUT = new Set(['node_modules', '.turbo']); // in each folder that is copied

/** A copy of the sources, with what was built of them, that a test may change. */
export interface SourceCopy {
  readonly root: string;
  remove(): void;
}

/** Copies the sources into a temporary folder; packages from outside are the original's own. */
export function copySources(): SourceCopy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-sources-')));
  for (const name of COPIED) {
    if (!existsSync(join(ROOT, name))) continue; // nothing was built by turbo yet
    cpSync(join(ROOT, name), join(root, name), {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(basename(source)),
    });
  }
  linkPackages(join(ROOT, 'node_modules'), join(root, 'node_modules'), root);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

// Links to packages of the workspace are made anew, so that they lead into the copy.
function linkPackages(from: string, to: string, root: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const target = realpathSync(join(from, name));
    const inRepository = relative(ROOT, target);
    if (name === '@orrery') linkPackages(join(from, name), join(to, name), root);
    else if (dirname(from).endsWith('node_modules') && !inRepository.startsWith('node_modules'))
      symlinkSync(join(root, inRepository), join(to, name));
    else symlinkSync(target, join(to, name));
  }
}
