import { PageArgs, Public, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ensureCategory } from '../../commands/ensure-category.command.js';
import type { CatalogContext } from '../../context.js';
import { CreateCategoryInput } from '../inputs/category.input.js';
import { Category } from '../types/category.type.js';
import { ProductConnection } from '../types/product.type.js';

/** The category tree. */
@Resolver(() => Category)
export class CategoryResolver {
  @Public()
  @Query(() => Category, {
    nullable: true,
    description: 'The category with this slug; null when there is none.',
  })
  category(
    @Arg('slug', () => String, { description: "The category's slug." }) slug: string,
    @Ctx() { loaders }: CatalogContext,
  ) {
    return loaders.categoryBySlug.load(slug);
  }

  @Public()
  @Query(() => [Category], { description: 'The roots of the category tree, by name.' })
  categories(@Ctx() { loaders }: CatalogContext) {
    return loaders.rootCategories();
  }

  @FieldResolver(() => Category, { nullable: true, description: 'The category above; null for a root.' })
  parent(@Root() category: Category, @Ctx() { loaders }: CatalogContext) {
    return category.parentId === null ? null : loaders.categoryById.load(category.parentId);
  }

  @FieldResolver(() => [Category], {
    description: 'From the root down to the parent: what a breadcrumb shows.',
  })
  async ancestors(@Root() category: Category, @Ctx() { loaders }: CatalogContext) {
    const found = await loaders.categoryById.loadMany(category.ancestorIds);
    return found.filter((ancestor) => ancestor !== null && !(ancestor instanceof Error));
  }

  @FieldResolver(() => [Category], { description: 'The categories right below, by name.' })
  children(@Root() category: Category, @Ctx() { loaders }: CatalogContext) {
    return loaders.childCategories.load(category._id);
  }

  @FieldResolver(() => ProductConnection, {
    description: 'The products on sale in this category and all its descendants, by name.',
  })
  async products(
    @Root() category: Category,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: CatalogContext,
  ) {
    const page = await loaders.productsOfCategory.load({ key: category._id, ...pageRequest(args) });
    return toConnection(page, () => loaders.countOfCategory.load(category._id));
  }

  @Scopes([['catalog:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => Category, {
    description: 'The category at this path, made with what is missing above it. For catalog managers.',
  })
  createCategory(
    @Arg('input', () => CreateCategoryInput, { description: 'The category.' }) input: CreateCategoryInput,
    @Ctx() context: CatalogContext,
  ) {
    return context.run(ensureCategory, input);
  }
}
