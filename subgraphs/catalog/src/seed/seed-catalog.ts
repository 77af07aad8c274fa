import { type SeedProduct, type SeedWorld, seedWorld } from '@orrery/contracts/seed';
import { insertMissing, type SeedReport } from '@orrery/kit';
import type { CatalogScope } from '../context.js';
import { searchTerms } from '../domain/search-terms.js';
import type { CategoryDocument } from '../models/category.model.js';
import type { ProductDocument } from '../models/product.model.js';

/** Writes the catalog's demo data: the same documents on every machine; what is there already stays as it is. */
export async function seedCatalog(
  { models }: CatalogScope,
  { scale }: { scale: number },
): Promise<SeedReport> {
  const world = seedWorld({ scale });
  const categories = new Map<string, CategoryDocument>();
  for (const { id, ancestorIds, ...category } of world.categories) {
    categories.set(id, { _id: id, ...category, ancestorIds: [...ancestorIds] });
  }
  return {
    brands: await insertMissing(models.Brand, brandsOf(world)),
    categories: await insertMissing(models.Category, categories.values()),
    products: await insertMissing(models.Product, productsOf(world, categories)),
  };
}

function brandsOf(world: SeedWorld) {
  return [...world.brands].map(({ id, ...brand }) => ({ _id: id, ...brand }));
}

function* productsOf(
  world: SeedWorld,
  categories: ReadonlyMap<string, CategoryDocument>,
): Generator<ProductDocument> {
  const brandNames = new Map([...world.brands].map(({ id, name }) => [id, name]));
  for (const product of world.products) {
    const category = categories.get(product.categoryId);
    if (!category) throw new Error(`the seed's product ${product.sku} has no category`);
    const path = [...category.ancestorIds, category._id];
    const words = path.map((id) => categories.get(id)?.name ?? '');
    yield toDocument(product, path, [product.name, brandNames.get(product.brandId) ?? '', ...words]);
  }
}

function toDocument(product: SeedProduct, categoryPath: string[], names: string[]): ProductDocument {
  const { id, archived, createdAt, ...rest } = product;
  const created = new Date(createdAt);
  return {
    _id: id,
    ...rest,
    attributes: rest.attributes.map((attribute) => ({ ...attribute })),
    tags: [...rest.tags],
    categoryPath,
    status: archived ? 'ARCHIVED' : 'ACTIVE',
    searchTerms: searchTerms(...names, ...product.tags, product.description),
    createdAt: created,
    updatedAt: created,
  };
}
