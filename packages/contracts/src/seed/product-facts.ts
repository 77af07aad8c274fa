import { DAY_MS, MINUTE_MS, SEED_NOW_MS } from './calendar.js';
import { type Random, randomOf } from './random.js';
import { PER_SCALE } from './scale.js';
import { BRANDS } from './vocab/brands.data.js';
import { PALETTES } from './vocab/colours.data.js';
import type { ProductKind, ReviewTopic } from './vocab/kind.types.js';
import { KINDS } from './vocab/kinds.js';
import { MODELS } from './vocab/models.data.js';

/** What orders, stock and reviews need to know of a product: cheap to make again and again. */
export interface ProductFacts {
  readonly kind: ProductKind;
  readonly brandIndex: number;
  readonly colour: { readonly code: string; readonly name: string };
  readonly size: readonly [value: string, pricePercent: number, weightPercent: number];
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly archived: boolean;
  readonly createdMs: number;
}

const TOPICS: readonly ReviewTopic[] = [...new Set(KINDS.map((kind) => kind.topic))];
const BRANDS_PER_TOPIC = 9;

// Steps that share no factor with the lengths of the lists: neighbours differ, and every entry has its turn.
const KIND_STEP = 7;
const MODEL_STEP = 31;

function modelName(kindIndex: number, turn: number): string {
  const model = MODELS[(kindIndex * 17 + turn * MODEL_STEP) % MODELS.length]!;
  const edition = Math.floor(turn / MODELS.length) + 1;
  return edition === 1 ? model : `${model} ${edition}`;
}

function price(random: Random, kind: ProductKind, sizePercent: number, brandPercent: number): number {
  const [min, max] = kind.priceEuros;
  const whole = Math.max(1, Math.floor((random.between(min, max) * sizePercent * brandPercent) / 10_000));
  return whole * 100 + (random.chance(70) ? 95 : 0);
}

function createdMs(random: Random, local: number): number {
  // The first ones are well known and have many reviews; of the others every eighth is from this year.
  const days = local >= 8 && random.chance(12) ? random.between(30, 360) : random.between(370, 1_100);
  return SEED_NOW_MS - days * DAY_MS - random.int(1_440) * MINUTE_MS;
}

/** The facts of the `index`-th product, the same at every scale. */
export function productFacts(index: number): ProductFacts {
  const random = randomOf('product', index);
  const local = index % PER_SCALE.products;
  const kindIndex = (index * KIND_STEP) % KINDS.length;
  const kind = KINDS[kindIndex]!;
  const brandIndex = (TOPICS.indexOf(kind.topic) * 5 + random.int(BRANDS_PER_TOPIC)) % BRANDS.length;
  const [brandName, brandPercent] = BRANDS[brandIndex]!;
  const [code, colourName] = random.pick<readonly [string, string]>(PALETTES[kind.palette]);
  const size = random.pick(kind.size.options);
  const model = modelName(kindIndex, Math.floor(index / KINDS.length));
  return {
    kind,
    brandIndex,
    colour: { code, name: colourName },
    size,
    sku: `${kind.code}-${String(index + 1).padStart(4, '0')}-${code}`,
    name: [brandName, model, ...(kind.size.inName ? [size[0]] : []), kind.noun].join(' '),
    priceMinor: price(random, kind, size[1], brandPercent),
    archived: local % 64 === 37,
    createdMs: createdMs(random, local),
  };
}

/** Whether the product could be bought at that time. */
export function onSaleAt(facts: ProductFacts, ms: number): boolean {
  return !facts.archived && facts.createdMs <= ms;
}
