import { parseArgs } from 'node:util';
import type { ServiceTask } from '@orrery/kit';
import type { UpsertOutcome } from '../commands/upsert-products.command.js';
import { upsertProducts } from '../commands/upsert-products.command.js';
import type { CatalogScope } from '../context.js';
import {
  type ColumnMap,
  IMPORT_FIELDS,
  type ImportedProduct,
  type ImportField,
  readRow,
} from '../domain/import-row.js';
import type { CatalogModels } from '../models/catalog.models.js';
import { showProgress } from './progress.js';
import { readImportFile } from './read-file.js';

const BATCH_SIZE = 50;
const USAGE =
  'Usage: catalog import FILE.json|FILE.csv [--dry-run] [--map FIELD=COLUMN ...]\n' +
  `  FIELD is one of ${IMPORT_FIELDS.join(', ')}.\n` +
  '  A category may be a path: "Clothing > Jackets".\n';

/** `catalog import FILE`: loads products from a file, by SKU; importing a file twice changes nothing the second time. */
export const importTask: ServiceTask<CatalogModels, unknown> = {
  summary: 'Loads products from a JSON or CSV file.',
  run: async (scope, argv) => {
    const options = readOptions(argv);
    if (typeof options === 'string') {
      process.stderr.write(`${options}\n${USAGE}`);
      return 2;
    }
    const report = await importFile(scope as CatalogScope, options);
    process.stdout.write(summary(report, options.dryRun));
    return report.faults.length > 0 ? 1 : 0;
  },
};

interface ImportOptions {
  readonly file: string;
  readonly dryRun: boolean;
  readonly map: ColumnMap;
}

/** What an import did. A fault names the line of the file and the field. */
export interface ImportReport {
  readonly counts: Readonly<Record<UpsertOutcome, number>>;
  readonly faults: readonly {
    readonly line: number;
    readonly field: ImportField;
    readonly message: string;
  }[];
}

/** Imports a file: good rows are loaded in batches, bad ones are reported and do not hold the others up. */
export async function importFile(scope: CatalogScope, options: ImportOptions): Promise<ImportReport> {
  const rows = readImportFile(options.file);
  const faults: { line: number; field: ImportField; message: string }[] = [];
  const products: ImportedProduct[] = [];
  const lineOfSku = new Map<string, number>();
  for (const { line, row } of rows) {
    const read = readRow(row, options.map);
    if (Array.isArray(read)) {
      faults.push(...read.map((fault) => ({ line, ...fault })));
      continue;
    }
    const earlier = lineOfSku.get(read.sku);
    if (earlier !== undefined) {
      faults.push({ line, field: 'sku', message: `stands on line ${earlier} already` });
      continue;
    }
    lineOfSku.set(read.sku, line);
    products.push(read);
  }
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const progress = showProgress(products.length);
  for (let start = 0; start < products.length; start += BATCH_SIZE) {
    const batch = products.slice(start, start + BATCH_SIZE);
    const outcomes = await upsertProducts(scope, { products: batch, dryRun: options.dryRun });
    for (const outcome of outcomes) counts[outcome]++;
    progress(start + batch.length);
  }
  return { counts, faults };
}

function readOptions(argv: readonly string[]): ImportOptions | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        map: { type: 'string', multiple: true, default: [] },
      },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) return 'Name one file to import.';
    const map: Partial<Record<ImportField, string>> = {};
    for (const pair of values.map) {
      const [field, column] = pair.split('=', 2);
      if (!IMPORT_FIELDS.includes(field as ImportField) || !column)
        return `--map ${pair} is not FIELD=COLUMN.`;
      map[field as ImportField] = column;
    }
    return { file, dryRun: values['dry-run'], map };
  } catch (error) {
    return (error as Error).message;
  }
}

function summary({ counts, faults }: ImportReport, dryRun: boolean): string {
  const failed = new Set(faults.map(({ line }) => line)).size;
  const lines = faults.map(({ line, field, message }) => `line ${line}: ${field} ${message}\n`);
  const verb = dryRun ? 'would be ' : '';
  return (
    lines.join('') +
    `${counts.created} ${verb}created, ${counts.updated} ${verb}updated, ${counts.unchanged} unchanged, ${failed} refused\n`
  );
}
