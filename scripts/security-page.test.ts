import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', ROOT), 'utf8');

describe('docs/security.md', () => {
  it('should name tests, guides and scripts that there are', () => {
    const files = [...page.matchAll(/`((?:authz|e2e|gateway|packages|subgraphs)\/[^`\s]+)`/g)];
    const guides = [...page.matchAll(/\]\((guides\/[^)#]+)/g)].map(([, path]) => `docs/${path}`);
    const named = [...files.map(([, path]) => path as string), ...guides];
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((path) => !existsSync(fileURLToPath(new URL(path, ROOT))))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
    const run = [...page.matchAll(/`npm run ([a-z:]+)/g)].map(([, name]) => name as string);
    expect(run.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('should show each control by a test', () => {
    const rows = page.slice(page.indexOf('## Controls'), page.indexOf('## What is left')).split('\n');
    const controls = rows.filter((row) => row.startsWith('| ') && !row.startsWith('| control'));
    expect(controls.length).toBeGreaterThan(20);
    expect(
      controls.filter(
        (row) => !/(?:\.test|\.e2e|revocation)\.ts`|`npm run/.test(row.split(' | ').at(-1) ?? ''),
      ),
    ).toEqual([]);
  });
});
