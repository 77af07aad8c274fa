import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { directDependencies, type PackageLock, withTable } from './dependency-table.js';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('the table of direct dependencies', () => {
  it('should have what workspaces ask for by name, in their own version, and tell what only builds and tests', () => {
    const lock: PackageLock = {
      packages: {
        '': { devDependencies: { vite: '8', zod: '4' } },
        gateway: { dependencies: { zod: '4', '@orrery/runtime': '0.1.0' }, devDependencies: { ws: '8' } },
        'gateway/node_modules/zod': { version: '4.0.1' },
        'node_modules/vite': { version: '8.3.8', dependencies: { rollup: '5' } },
        'node_modules/ws': { version: '8.23.0' },
        'node_modules/zod': { version: '4.6.7' },
      },
    };
    expect(directDependencies(lock)).toEqual([
      { name: 'vite', version: '8.3.8', isRun: false },
      { name: 'ws', version: '8.23.0', isRun: false },
      { name: 'zod', version: '4.0.1', isRun: true },
    ]);
  });

  it('should say so where a release is not known', () => {
    const page =
      'Before.\n\n<!-- dependencies: npm run dependencies -->\nold\n<!-- /dependencies -->\n\nAfter.\n';
    const known = {
      released: '2026-01-02T00:00:00.000Z',
      newest: '2.0.0',
      newestReleased: '2026-02-03T00:00:00.000Z',
    };
    const rows = [
      { name: 'a', version: '1.0.0', isRun: true, ...known },
      { name: 'b', version: '1.0.0', isRun: false },
    ];
    expect(withTable(page, rows).split('\n').slice(3, 9)).toEqual([
      '',
      '| package | needed to | installed | last release |',
      '|---|---|---|---|',
      '| a | run | 1.0.0, 2026-01-02 | 2.0.0, 2026-02-03 |',
      '| b | build, test | 1.0.0, unknown | unknown |',
      '',
    ]);
    expect(withTable(page, rows)).toMatch(/^Before\.[\s\S]*After\.\n$/);
    expect(() => withTable('No place.', rows)).toThrow('the page has no place');
  });

  it('should be as package-lock.json is: `npm run dependencies` writes it anew', () => {
    const lock = JSON.parse(read('package-lock.json')) as PackageLock;
    const rows = read('docs/security.md').matchAll(
      /^\| (\S+) \| (run|build, test) \| (\S+), \S+ \| .+ \|$/gm,
    );
    const told = [...rows].map(([, name, needed, version]) => ({ name, version, isRun: needed === 'run' }));
    expect(told).toEqual(directDependencies(lock));
  });
});
