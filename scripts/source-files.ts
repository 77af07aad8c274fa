import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.turbo', '.orrery', 'coverage']);

/** All files below `folder` of `root` whose names match, as paths from `root` with forward slashes; sorted. */
export function filesBelow(root: string, folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, path, name);
      return name.test(entry.name) ? [path] : [];
    })
    .sort();
}
