import { faultOfCategoryPath } from './category-path.js';
import { MAX_PRICE_MINOR } from './price.js';
import { slugify } from './slug.js';

/** A row of somebody's file: column names to values. */
export type RawRow = Readonly<Record<string, unknown>>;

/** The fields that a row can fill. */
export const IMPORT_FIELDS = [
  'sku',
  'name',
  'description',
  'price',
  'currency',
  'brand',
  'category',
  'weightGrams',
  'tags',
] as const;

/** A field of {@link IMPORT_FIELDS}. */
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Which column fills which field. Fields that are not named are found by their usual names. */
export type ColumnMap = Readonly<Partial<Record<ImportField, string>>>;

/** A product as a row describes it; brand by name, category by its path from the root. */
export interface ImportedProduct {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly price: { readonly amountMinor: number; readonly currency: string };
  readonly brand: string;
  readonly category: readonly string[];
  readonly weightGrams: number | null;
  readonly tags: readonly string[];
}

/** What is wrong with one field of a row. */
export interface RowFault {
  readonly field: ImportField;
  readonly message: string;
}

// Column names that say what they are, in lower case and without punctuation.
const USUAL_NAMES: Readonly<Record<ImportField, readonly string[]>> = {
  sku: ['sku', 'id', 'code', 'articlenumber'],
  name: ['name', 'title'],
  description: ['description', 'body', 'text'],
  price: ['price', 'amount'],
  currency: ['currency'],
  brand: ['brand', 'vendor', 'manufacturer'],
  category: ['category', 'type', 'productcategory'],
  weightGrams: ['weightgrams', 'weight', 'grams'],
  tags: ['tags'],
};

const DEFAULT_CURRENCY = 'EUR';
const CATEGORY_SEPARATOR = '>';

/** Reads a row: the product, or every fault of it. */
export function readRow(row: RawRow, map: ColumnMap): ImportedProduct | RowFault[] {
  const faults: RowFault[] = [];
  const text = (field: ImportField, max: number, fallback?: string): string => {
    const value = cell(row, field, map);
    const string = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
    if (string === '' && fallback !== undefined) return fallback;
    if (string === '') faults.push({ field, message: 'is missing' });
    else if (string.length > max) faults.push({ field, message: `is longer than ${max} characters` });
    return string;
  };
  const sku = text('sku', 64);
  if (sku !== '' && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(sku)) {
    faults.push({ field: 'sku', message: 'must be letters, digits, dots, dashes or underscores' });
  }
  const currency = text('currency', 3, DEFAULT_CURRENCY);
  if (!/^[A-Z]{3}$/.test(currency))
    faults.push({ field: 'currency', message: 'must be an ISO 4217 code, such as EUR' });
  const product: ImportedProduct = {
    sku,
    name: text('name', 200),
    description: text('description', 10_000, ''),
    price: { amountMinor: price(cell(row, 'price', map), faults), currency },
    brand: brand(text('brand', 100), faults),
    category: categoryPath(text('category', 400), faults),
    weightGrams: weight(cell(row, 'weightGrams', map), faults),
    tags: tags(cell(row, 'tags', map)),
  };
  return faults.length > 0 ? faults : product;
}

function cell(row: RawRow, field: ImportField, map: ColumnMap): unknown {
  const named = map[field];
  if (named !== undefined) return Object.hasOwn(row, named) ? row[named] : undefined;
  const usual = USUAL_NAMES[field];
  const columns = Object.keys(row);
  for (const name of usual) {
    const column = columns.find((candidate) => candidate.toLowerCase().replace(/[^a-z0-9]/g, '') === name);
    if (column !== undefined) return row[column];
  }
  return undefined;
}

function brand(name: string, faults: RowFault[]): string {
  if (name !== '' && slugify(name) === '')
    faults.push({ field: 'brand', message: 'needs a Latin letter or a digit' });
  return name;
}

function categoryPath(text: string, faults: RowFault[]): string[] {
  const names = text.split(CATEGORY_SEPARATOR).map((name) => name.trim());
  const path = names.filter((name) => name !== '');
  const message = text === '' ? undefined : faultOfCategoryPath(path); // a missing text is a fault already
  if (message) faults.push({ field: 'category', message });
  return path;
}

// Read as decimal text: 19.99 * 100 is not 1999 in binary fractions.
function price(value: unknown, faults: RowFault[]): number {
  const match = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(
    typeof value === 'number' ? String(value) : String(value ?? '').trim(),
  );
  if (!match) {
    const message =
      value === undefined || value === ''
        ? 'is missing'
        : 'must be an amount such as 19.99, with a dot and at most two decimals';
    faults.push({ field: 'price', message });
    return 0;
  }
  const amountMinor = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (amountMinor > MAX_PRICE_MINOR)
    faults.push({ field: 'price', message: `is higher than ${MAX_PRICE_MINOR / 100}` });
  return amountMinor;
}

function weight(value: unknown, faults: RowFault[]): number | null {
  if (value === undefined || value === null || value === '') return null;
  const grams = Number(value);
  if (Number.isInteger(grams) && grams > 0 && grams <= 10_000_000) return grams;
  faults.push({ field: 'weightGrams', message: 'must be a whole number of grams' });
  return null;
}

function tags(value: unknown): string[] {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,;|]/) : [];
  return list.map((tag) => String(tag).trim()).filter((tag) => tag !== '' && tag.length <= 50);
}
