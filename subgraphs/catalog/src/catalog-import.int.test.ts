import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureCategory } from './commands/ensure-category.command.js';
import type { CatalogScope } from './context.js';
import { importFile, importTask } from './import/import-task.js';
import { catalog } from './service.js';

const CSV = `sku,name,price,brand,category,tags,description
A-1,Dome Tent,199.99,Quester,Camping > Tents,"new,green",For two.
A-2,Lamp,5,Nordlicht,Camping > Light,,
`;

describe('importing products', () => {
  let service: TestService;
  let scope: CatalogScope;
  let folder: string;

  beforeAll(async () => {
    service = await openTestService(catalog);
    scope = service.opened.scope() as CatalogScope;
    folder = mkdtempSync(join(tmpdir(), 'orrery-import-'));
  });

  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    const { Product, Brand, Category } = scope.models;
    await Promise.all([Product.deleteMany({}), Brand.deleteMany({}), Category.deleteMany({})]);
  });

  afterEach(() => vi.restoreAllMocks());

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Runs the task as the command line does: its exit code, and what it writes. */
  async function importing(...argv: string[]) {
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        written[name] += text;
        return true;
      });
    }
    const code = await importTask.run(scope, argv);
    vi.restoreAllMocks();
    return { code, ...written };
  }

  async function everything() {
    const { Product, Brand, Category } = scope.models;
    return Promise.all([
      Product.find().sort({ _id: 1 }).lean(),
      Brand.find().sort({ _id: 1 }).lean(),
      Category.find().sort({ _id: 1 }).lean(),
    ]);
  }

  const done = (stdout: string) => ({ code: 0, stdout: `${stdout}\n`, stderr: '' });

  it('should load a file with its brands and categories, and change nothing the second time', async () => {
    const path = file('two.csv', CSV);
    expect(await importing(path)).toEqual(done('2 created, 0 updated, 0 unchanged, 0 refused'));
    const { data } = await service.execute(
      `{ products { nodes {
        sku name description price { amountMinor currency } brand { name } category { name ancestors { name } } tags
      } } }`,
    );
    const category = (name: string) => ({ name, ancestors: [{ name: 'Camping' }] });
    expect(data).toEqual({
      products: {
        nodes: [
          {
            ...{ sku: 'A-1', name: 'Dome Tent', price: { amountMinor: 19_999, currency: 'EUR' } },
            ...{ brand: { name: 'Quester' }, category: category('Tents'), tags: ['new', 'green'] },
            description: 'For two.',
          },
          {
            ...{ sku: 'A-2', name: 'Lamp', price: { amountMinor: 500, currency: 'EUR' } },
            ...{ brand: { name: 'Nordlicht' }, category: category('Light'), tags: [] },
            description: '',
          },
        ],
      },
    });
    const before = await everything();
    expect(await importing(path)).toEqual(done('0 created, 0 updated, 2 unchanged, 0 refused'));
    expect(await everything()).toEqual(before);
  });

  it('should update what differs, and leave alone what the file does not say', async () => {
    await importing(file('two.csv', CSV));
    const changed = 'sku,name,price,brand,category\nA-1,Dome Tent,179,Quester,Camping > Tents\n';
    const report = await importing(file('changed.csv', changed));
    expect(report).toEqual(done('0 created, 1 updated, 0 unchanged, 0 refused'));
    const stored = await scope.models.Product.findOne({ sku: 'A-1' }).lean();
    expect(stored).toMatchObject({
      price: { amountMinor: 17_900 },
      description: 'For two.',
      tags: ['new', 'green'],
    });
  });

  it('should report bad rows with their line and field, and load the others', async () => {
    const rows = [
      'sku,name,price,brand,category',
      'A-1,Tent,1.00,Quester,Camping',
      'A 2,,free,Quester,Camping',
      'A-3,Lamp,2.00,***,>',
      'A-1,Tent again,1.00,Quester,Camping',
      'A-5,Gold,99999999,Quester,Camping',
      'A-6,Boot,3.00,Quester,Footwear',
    ];
    const { code, stdout } = await importing(file('bad.csv', `${rows.join('\n')}\n`));
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'line 3: sku must be letters, digits, dots, dashes or underscores',
      'line 3: name is missing',
      'line 3: price must be an amount such as 19.99, with a dot and at most two decimals',
      'line 4: brand needs a Latin letter or a digit',
      'line 4: category must be a path of 1 to 20 names',
      'line 5: sku stands on line 2 already',
      'line 6: price is higher than 1000000',
      '2 created, 0 updated, 0 unchanged, 4 refused',
    ]);
    const stored = await scope.models.Product.find().sort({ sku: 1 }).lean();
    expect(stored.map(({ sku, name }) => [sku, name])).toEqual([
      ['A-1', 'Tent'],
      ['A-6', 'Boot'],
    ]);
  });

  it('should foresee with --dry-run what an import then does, and write nothing', async () => {
    const path = file('two.csv', CSV);
    const first = await importing('--dry-run', path);
    expect(first).toEqual(done('2 would be created, 0 would be updated, 0 unchanged, 0 refused'));
    expect(await everything()).toEqual([[], [], []]);
    await importing(path);
    const before = await everything();
    const moved = file(
      'moved.csv',
      CSV.replace('Camping > Tents', 'CAMPING > tents').replace('Camping > Light', 'House > Light'),
    );
    const second = await importing(moved, '--dry-run');
    expect(second).toEqual(done('0 would be created, 1 would be updated, 1 unchanged, 0 refused'));
    expect(await everything()).toEqual(before);
    expect(await importing(moved)).toEqual(done('0 created, 1 updated, 1 unchanged, 0 refused'));
  });

  it("should read other people's columns with --map", async () => {
    const rows = [{ Ref: 7, Titel: 'Zelt', Preis: '5.00', Marke: 'Quester', Art: 'Zelte' }];
    const path = file('theirs.json', JSON.stringify(rows));
    const map = ['sku=Ref', 'name=Titel', 'price=Preis', 'brand=Marke', 'category=Art'];
    const report = await importing(path, ...map.flatMap((pair) => ['--map', pair]));
    expect(report).toEqual(done('1 created, 0 updated, 0 unchanged, 0 refused'));
    expect(await scope.models.Product.findOne().lean()).toMatchObject({ sku: '7', name: 'Zelt' });
    expect((await importing(path)).code).toBe(1); // without the map nothing fits
  });

  it.each([
    ['no file', [], 'Name one file to import.'],
    ['two files', ['a.csv', 'b.csv'], 'Name one file to import.'],
    ['a map of no field', ['a.csv', '--map', 'colour=Farbe'], '--map colour=Farbe is not FIELD=COLUMN.'],
    ['an option that is none', ['a.csv', '--force'], "Unknown option '--force'"],
  ])('should explain its use for %s', async (_what, argv, message) => {
    const { code, stdout, stderr } = await importing(...argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: catalog import FILE.json|FILE.csv');
  });

  it('should load more than one batch, and a file that is imported twice at the same time once', async () => {
    const rows = Array.from({ length: 120 }, (_, nth) => `S-${nth},Thing ${nth},1,Quester,Camping > Things`);
    const path = file('many.csv', `sku,name,price,brand,category\n${rows.join('\n')}\n`);
    const options = { file: path, dryRun: false, map: {} };
    const reports = await Promise.all([importFile(scope, options), importFile(scope, options)]);
    expect(reports.map(({ faults }) => faults)).toEqual([[], []]);
    const sum = (outcome: 'created' | 'updated' | 'unchanged') =>
      reports.reduce((total, { counts }) => total + counts[outcome], 0);
    expect([sum('created'), sum('updated'), sum('unchanged')]).toEqual([120, 0, 120]);
    const [products, brands, categories] = await everything();
    expect([products.length, brands.length, categories.length]).toEqual([120, 1, 2]);
  });

  it('should tell categories apart whose paths make one slug', async () => {
    const below = await ensureCategory(scope, { path: ['Ski', 'Boots'], description: 'Hard ones' });
    const root = await ensureCategory(scope, { path: ['Ski Boots'] });
    expect(root).toMatchObject({ name: 'Ski Boots', slug: 'ski-boots-2', parentId: null, description: '' });
    expect(below).toMatchObject({ name: 'Boots', slug: 'ski-boots', description: 'Hard ones' });
    expect(await ensureCategory(scope, { path: ['SKI BOOTS'] })).toEqual(root);
    expect(await ensureCategory(scope, { path: ['Ski', 'boots'] })).toEqual(below);
    expect((await scope.models.Category.findOne({ slug: 'ski' }).lean())?.description).toBe('');
  });

  const realFile = process.env.ORRERY_TEST_DATA && join(process.env.ORRERY_TEST_DATA, 'outdoor-catalog.json');
  describe(
    realFile ? "a shop's file" : "a shop's file (ORRERY_TEST_DATA does not name the folder of it)",
    () => {
      it.skipIf(!realFile)('should load all its rows as they are, twice the same', async () => {
        const path = realFile as string;
        expect(await importing(path)).toEqual(done('101 created, 0 updated, 0 unchanged, 0 refused'));
        const stored = await scope.models.Product.findOne({ sku: '1' }).lean();
        expect(stored).toMatchObject({
          name: 'Wanderer Black Hiking Boots',
          slug: 'wanderer-black-hiking-boots-1',
          price: { amountMinor: 10_999, currency: 'EUR' },
        });
        expect(await importing(path)).toEqual(done('0 created, 0 updated, 101 unchanged, 0 refused'));
        expect(await scope.models.Product.countDocuments()).toBe(101);
      });
    },
  );
});
