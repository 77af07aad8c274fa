import { Public, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { archiveProduct } from '../../commands/archive-product.command.js';
import { createProduct } from '../../commands/create-product.command.js';
import { updateProduct } from '../../commands/update-product.command.js';
import type { CatalogContext } from '../../context.js';
import { CreateProductInput, UpdateProductInput } from '../inputs/product.input.js';
import { ProductFilterInput, ProductListArgs } from '../inputs/product-filter.input.js';
import { Brand } from '../types/brand.type.js';
import { Category } from '../types/category.type.js';
import { Product, ProductConnection } from '../types/product.type.js';
import { ProductFacetsType } from '../types/product-facets.type.js';
import { CreateProductResult, SkuTaken } from '../types/product-results.type.js';

/** Products: reading, searching and changing them. */
@Resolver(() => Product)
export class ProductResolver {
  @Public()
  @Query(() => Product, { nullable: true, description: 'The product with this id; null when there is none.' })
  product(
    @Arg('id', () => ID, { description: "The product's id." }) id: string,
    @Ctx() { loaders }: CatalogContext,
  ) {
    return loaders.productById.load(id);
  }

  @Public()
  @Query(() => Product, {
    nullable: true,
    description: 'The product with this SKU; null when there is none.',
  })
  productBySku(
    @Arg('sku', () => String, { description: "The product's SKU." }) sku: string,
    @Ctx() { loaders }: CatalogContext,
  ) {
    return loaders.productBySku.load(sku);
  }

  @Public()
  @Query(() => Product, {
    nullable: true,
    description: 'The product with this slug; null when there is none.',
  })
  productBySlug(
    @Arg('slug', () => String, { description: "The product's slug." }) slug: string,
    @Ctx() { loaders }: CatalogContext,
  ) {
    return loaders.productBySlug.load(slug);
  }

  @Public()
  @Query(() => ProductConnection, {
    description: 'The products that are on sale: all, or those that a filter finds.',
  })
  async products(@Args(() => ProductListArgs) args: ProductListArgs, @Ctx() { loaders }: CatalogContext) {
    const criteria = args.filter ?? {};
    const page = await loaders.productPage(criteria, args.sort, pageRequest(args));
    return toConnection(page, () => loaders.productCount(criteria));
  }

  @Public()
  @Query(() => ProductFacetsType, { description: 'By what a search could be narrowed, with counts.' })
  async productFacets(
    @Arg('filter', () => ProductFilterInput, {
      nullable: true,
      description: 'The search; all products when absent.',
    })
    filter: ProductFilterInput | undefined,
    @Ctx() { loaders }: CatalogContext,
  ) {
    const facets = await loaders.productFacets(filter ?? {});
    const brands = facets.brands.map(async ({ value, count }) => ({
      brand: await loaders.brandById.load(value),
      count,
    }));
    const categories = facets.categories.map(async ({ value, count }) => ({
      category: await loaders.categoryById.load(value),
      count,
    }));
    return { ...facets, brands: await Promise.all(brands), categories: await Promise.all(categories) };
  }

  @FieldResolver(() => Brand, { description: 'Who makes it.' })
  brand(@Root() product: Product, @Ctx() { loaders }: CatalogContext) {
    return loaders.brandById.load(product.brandId);
  }

  @FieldResolver(() => Category, { description: 'Where it belongs in the category tree.' })
  category(@Root() product: Product, @Ctx() { loaders }: CatalogContext) {
    return loaders.categoryById.load(product.categoryId);
  }

  @Scopes([['catalog:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => CreateProductResult, {
    description: 'Puts a product into the catalog. For catalog managers.',
  })
  async createProduct(
    @Arg('input', () => CreateProductInput, { description: 'The product.' }) input: CreateProductInput,
    @Ctx() context: CatalogContext,
  ) {
    const product = await context.run(createProduct, input);
    return product === 'SKU_TAKEN' ? new SkuTaken() : product;
  }

  @Scopes([['catalog:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => Product, { description: 'Changes a product. For catalog managers.' })
  updateProduct(
    @Arg('input', () => UpdateProductInput, { description: 'What to change.' }) input: UpdateProductInput,
    @Ctx() context: CatalogContext,
  ) {
    return context.run(updateProduct, input);
  }

  @Scopes([['catalog:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => Product, {
    description:
      'Takes a product off sale; it stays readable. Doing it twice changes nothing. For catalog managers.',
  })
  archiveProduct(
    @Arg('id', () => ID, { description: 'The product.' }) id: string,
    @Ctx() context: CatalogContext,
  ) {
    return context.run(archiveProduct, { id });
  }
}
