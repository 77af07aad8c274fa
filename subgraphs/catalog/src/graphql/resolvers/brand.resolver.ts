import { PageArgs, Public, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ensureBrand } from '../../commands/ensure-brand.command.js';
import type { CatalogContext } from '../../context.js';
import { CreateBrandInput } from '../inputs/category.input.js';
import { Brand } from '../types/brand.type.js';
import { ProductConnection } from '../types/product.type.js';

/** Brands, and the products of each. */
@Resolver(() => Brand)
export class BrandResolver {
  @Public()
  @Query(() => Brand, { nullable: true, description: 'The brand with this id; null when there is none.' })
  brand(
    @Arg('id', () => ID, { description: "The brand's id." }) id: string,
    @Ctx() { loaders }: CatalogContext,
  ) {
    return loaders.brandById.load(id);
  }

  @Public()
  @Query(() => [Brand], { description: 'All brands, by name.' })
  brands(@Ctx() { loaders }: CatalogContext) {
    return loaders.brands();
  }

  @FieldResolver(() => ProductConnection, { description: "The brand's products that are on sale, by name." })
  async products(
    @Root() brand: Brand,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: CatalogContext,
  ) {
    const page = await loaders.productsOfBrand.load({ key: brand._id, ...pageRequest(args) });
    return toConnection(page, () => loaders.countOfBrand.load(brand._id));
  }

  @Scopes([['catalog:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => Brand, {
    description: 'The brand with this name, made if it is missing. For catalog managers.',
  })
  createBrand(
    @Arg('input', () => CreateBrandInput, { description: 'The brand.' }) input: CreateBrandInput,
    @Ctx() context: CatalogContext,
  ) {
    return context.run(ensureBrand, input);
  }
}
