import { seedId } from '../ids.js';
import { isoTime } from './calendar.js';
import { euros } from './money.js';
import { productFacts } from './product-facts.js';
import { type Random, randomOf } from './random.js';
import { slugOf } from './slug.js';
import type { ProductKind } from './vocab/kind.types.js';
import type { SeedProduct } from './world.types.js';

function description(random: Random, kind: ProductKind): string {
  const first = random.int(kind.features.length);
  const second = (first + 1 + random.int(kind.features.length - 1)) % kind.features.length;
  return [random.pick(kind.intros), kind.features[first], kind.features[second]].join(' ');
}

/** About `middle` percent of `value`, five percent more or less. */
function around(random: Random, value: number, percent: number, step: number): number {
  return Math.max(step, Math.floor((value * percent * random.between(95, 105)) / (10_000 * step)) * step);
}

/** The `index`-th product, the same at every scale. */
export function productAt(index: number): SeedProduct {
  const facts = productFacts(index);
  const { kind, size } = facts;
  const random = randomOf('product-details', index);
  const [sizeValue, , weightPercent] = size;
  const [length, width, height] = kind.packedMm;
  return {
    id: seedId('Product', index),
    sku: facts.sku,
    slug: slugOf(facts.name),
    name: facts.name,
    description: description(random, kind),
    brandId: seedId('Brand', facts.brandIndex),
    categoryId: seedId('Category', slugOf(kind.category)),
    price: euros(facts.priceMinor),
    weightGrams: around(random, random.between(...kind.weightGrams), weightPercent, 5),
    dimensions: {
      lengthMm: around(random, length, 100, 5),
      widthMm: around(random, width, 100, 5),
      heightMm: around(random, height, weightPercent, 5),
    },
    attributes: [
      { name: 'Colour', value: facts.colour.name },
      { name: kind.size.name, value: sizeValue },
      ...kind.attributes.map(([name, values]) => ({ name, value: random.pick(values) })),
    ],
    tags: kind.tags,
    archived: facts.archived,
    createdAt: isoTime(facts.createdMs),
  };
}
