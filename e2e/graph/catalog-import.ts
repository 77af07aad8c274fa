import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { GraphClient } from './graph-client.js';

const CLI = fileURLToPath(new URL('../../dev/dist/cli.js', import.meta.url));
const file = join(process.env.ORRERY_TEST_DATA ?? '', 'outdoor-catalog.json');
const hasFile = process.env.ORRERY_TEST_DATA !== undefined && existsSync(file);

describe.skipIf(!hasFile)("importing somebody's catalog (needs ORRERY_TEST_DATA)", () => {
  const places = inject('system');
  const client = new GraphClient(places);
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'catalog', 'import', file, ...args], {
      env: { PATH: process.env.PATH, ...places.env },
      encoding: 'utf8',
    });

  it('should load every product, and change nothing the second time', () => {
    expect(run('--dry-run').stdout).toContain('101 would be created');
    expect(run().stdout).toContain('101 created, 0 updated, 0 unchanged, 0 refused');
    const again = run();
    expect([again.status, again.stdout]).toEqual([0, '0 created, 0 updated, 101 unchanged, 0 refused\n']);
  });

  it('should show an imported product with its stock and its reviews', async () => {
    const [first] = JSON.parse(readFileSync(file, 'utf8')) as {
      Id: number;
      Name: string;
      Brand: string;
      Price: number;
    }[];
    const query = `query ($sku: String!) { productBySku(sku: $sku) { name brand { name } price { amountMinor currency }
      inStock stock { onHand } reviews { totalCount nodes { id } } rating { average count } } }`;
    const { data, errors } = await client.run(query, { sku: String(first?.Id) });
    expect(errors).toBeUndefined();
    expect(data?.productBySku).toEqual({
      name: first?.Name,
      brand: { name: first?.Brand },
      price: { amountMinor: Math.round((first?.Price ?? 0) * 100), currency: 'EUR' },
      inStock: false,
      stock: { onHand: 0 },
      reviews: { totalCount: 0, nodes: [] },
      rating: { average: null, count: 0 },
    });
  });
});
