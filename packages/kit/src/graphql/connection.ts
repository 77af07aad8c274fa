import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import type { Page } from '../mongo/page-query.js';
import { type AccessDecorator, Public } from './access/decorators.js';

/** Relay's PageInfo. */
@Public()
@Directive('@shareable')
@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are rows after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description: 'Whether the page was asked for with a cursor, so that rows come before it.',
  })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "The first row's cursor; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The last row's cursor, to pass as after for the next page; null on an empty page.",
  })
  endCursor!: string | null;
}

/** What a resolver of a connection field returns. */
export interface ConnectionValue<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
  /** Called only when the client asks for totalCount. */
  readonly countAll: () => Promise<number>;
}

/**
 * The Relay connection type of a node type, named `<name>Connection` with edges `<name>Edge`.
 * @param things the nodes' name in the plural, for descriptions
 * @param access who may have the list itself, its count and cursors; the nodes have rules of their own
 * @param directive of both types in the SDL. @default none
 */
export function connectionType<Node extends object>(
  node: () => ClassType<Node>,
  name: string,
  things: string,
  access: AccessDecorator,
  directive?: string,
): ClassType<ConnectionValue<Node>> {
  const inSdl: ClassDecorator = directive === undefined ? () => undefined : Directive(directive);
  @access
  @inSdl
  @ObjectType(`${name}Edge`, { description: `One of a list of ${things}, with its place in it.` })
  class Edge {
    @Field(node, { description: 'The row itself.' })
    node!: Node;

    @Field(() => String, { description: 'An opaque cursor of this row, for after.' })
    cursor!: string;
  }

  @access
  @inSdl
  @ObjectType(`${name}Connection`, { description: `A page of ${things}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows with their cursors.' })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The rows without their cursors.' })
    nodes!: Node[];

    @Field(() => PageInfo, { description: 'Where this page stands in the list.' })
    pageInfo!: PageInfo;

    countAll!: () => Promise<number>;

    @Field(() => Int, { description: `How many ${things} the whole list has. Counted only when asked for.` })
    totalCount(): Promise<number> {
      return this.countAll();
    }
  }
  return Connection as unknown as ClassType<ConnectionValue<Node>>;
}

/** The value of a connection field: a page, and how to count the whole list. */
export function toConnection<Node>(page: Page<Node>, countAll: () => Promise<number>): ConnectionValue<Node> {
  const edges = page.nodes.map((node) => ({ node, cursor: page.cursorOf(node) }));
  return {
    edges,
    nodes: page.nodes,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    countAll,
  };
}
