import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const node: SupergraphFixture = {
  title: 'a Node interface of which each subgraph has other implementations',
  subgraphs: {
    accounts: {
      sdl: `${FEDERATION_2}
        type Query { node(id: ID!): Node @shareable account(id: ID!): Account nodes: [Node!]! }
        interface Node { id: ID! }
        type Account implements Node @key(fields: "id") { id: ID! username: String! }
        type Chat @key(fields: "id") { id: ID! account: Account! }`,
    },
    chats: {
      sdl: `${FEDERATION_2}
        type Query { chat(id: ID!): Chat things: [Thing!]! }
        interface Node { id: ID! }
        union Thing = Chat | Stone
        type Chat implements Node @key(fields: "id") { id: ID! text: String! }
        type Stone implements Node { id: ID! grams: Int }
        type Account @key(fields: "id") { id: ID! chats: [Chat!]! }`,
    },
  },
  world: () => {
    const account = { __typename: 'Account', id: 'a1', username: 'U', chats: [] as Row[] };
    const chat = { __typename: 'Chat', id: 'c1', text: 'hi', account };
    account.chats.push(chat);
    const stone = { __typename: 'Stone', id: 's1', grams: 9 };
    return {
      query: {
        node: ({ id }: { id: string }) => (id === 'a1' ? account : null),
        nodes: [account, account],
        account: ({ id }: { id: string }) => (id === 'a1' ? account : null),
        chat: ({ id }: { id: string }) => (id === 'c1' ? chat : null),
        things: [chat, stone],
      },
      entities: [account, chat],
    };
  },
  cases: [
    {
      title: 'answer it from its own subgraph',
      query: '{ node(id: "a1") { id __typename } }',
      fetches: { accounts: 1 },
    },
    {
      title: 'answer fields of the type that it is',
      query: '{ node(id: "a1") { ... on Account { username id chats { text } } ... on Chat { text } } }',
    },
    {
      title: 'answer an empty object of a type that it is not',
      query: '{ node(id: "a1") { ... on Chat { id } ... on Stone { grams } } }',
      data: { node: {} },
    },
    {
      title: 'answer null',
      query: '{ node(id: "zz") { id ... on Account { chats { id } } } }',
      data: { node: null },
    },
    {
      title: 'answer over both subgraphs',
      query:
        '{ chat(id: "c1") { id text account { id } } account(id: "a1") { username chats { id account { username } } } }',
    },
    {
      title: 'answer an interface within a union',
      query: '{ things { ... on Node { id } ... on Stone { grams } ... on Chat { account { username } } } }',
    },
    { title: 'answer a list of them', query: '{ nodes { ... on Account { chats { account { id } } } id } }' },
  ],
};

const publications: SupergraphFixture = {
  title: 'interfaces and unions over five subgraphs',
  subgraphs: {
    products: {
      sdl: `${FEDERATION_2}
        type Query { products: [Product!]! similar(id: ID!): [Product!]! }
        interface Product { id: ID! sku: String createdBy: User }
        interface Similar { similar: [Product!]! }
        type Book implements Product & Similar @key(fields: "id") { id: ID! sku: String createdBy: User similar: [Product!]! }
        type Magazine implements Product & Similar @key(fields: "id") { id: ID! sku: String createdBy: User similar: [Product!]! }
        type User @key(fields: "email", resolvable: false) { email: ID! }`,
    },
    books: {
      sdl: `${FEDERATION_2} type Book @key(fields: "id") { id: ID! title: String publisher: Publisher }
      union Publisher = Agency | Self type Agency @key(fields: "id") { id: ID! } type Self { email: String }`,
    },
    magazines: {
      sdl: `${FEDERATION_2} type Magazine @key(fields: "id") { id: ID! title: String issue: Int publisher: Publisher }
      union Publisher = Agency | Group type Agency @key(fields: "id") { id: ID! } type Group { name: String email: String }`,
    },
    agencies: {
      sdl: `${FEDERATION_2} type Agency @key(fields: "id") { id: ID! companyName: String email: Mail } type Mail { address: String! }`,
    },
    users: { sdl: `${FEDERATION_2} type User @key(fields: "email") { email: ID! name: String total: Int! }` },
    reviews: {
      sdl: `${FEDERATION_2}
        interface Product { id: ID! reviews: [Review!]! score: Int }
        type Book implements Product @key(fields: "id") { id: ID! reviews: [Review!]! score: Int }
        type Magazine implements Product @key(fields: "id") { id: ID! reviews: [Review!]! score: Int }
        type Review { id: Int! body: String product: Product }`,
    },
  },
  world: () => {
    const agency = { __typename: 'Agency', id: 'ag', companyName: 'Ag Co', email: { address: 'a@x.test' } };
    const user = { __typename: 'User', email: 'u@x.test', name: 'U', total: 4 };
    const rows = (['Book', 'Magazine', 'Book', 'Magazine'] as const).map((type, i) => ({
      __typename: type,
      id: `p${i}`,
      sku: `sku-${i}`,
      createdBy: i === 3 ? null : user,
      title: `${type} ${i}`,
      issue: i,
      score: i,
      similar: [] as unknown[],
      reviews: [] as unknown[],
      publisher:
        i % 2 === 0
          ? i === 0
            ? { __typename: 'Self', email: 's@x.test' }
            : agency
          : i === 1
            ? agency
            : { __typename: 'Group', name: 'G', email: 'g@x.test' },
    }));
    for (const [i, row] of rows.entries()) {
      row.similar.push(...rows.filter((other, j) => j !== i && other.__typename === row.__typename));
      if (i < 2)
        row.reviews.push(
          { id: i, body: `b${i}`, product: row },
          { id: i + 10, body: null, product: rows[1 - i] },
        );
    }
    return {
      query: {
        products: rows,
        similar: ({ id }: { id: string }) => rows.find((row) => row.id === id)?.similar ?? [],
      },
      entities: [agency, user, ...rows],
    };
  },
  cases: [
    { title: 'answer fields of the interface', query: '{ products { id sku } }', fetches: { products: 1 } },
    {
      title: 'answer fields that another subgraph gives each implementation',
      query: '{ products { id reviews { id } score } }',
    },
    {
      title: 'answer under two arguments',
      query:
        '{ book: similar(id: "p0") { id sku reviews { body } } magazine: similar(id: "p1") { sku id } none: similar(id: "x") { id } }',
    },
    {
      title: 'merge mentions of a field',
      query:
        '{ products { sku ... on Product { sku } ... on Book { sku } ... on Magazine { sku } ... on Similar { __typename type: __typename } } }',
    },
    {
      title: 'answer an aliased entity',
      query: '{ products { author: createdBy { email total } ... on Magazine { title } } }',
    },
    {
      title: 'answer types below lists',
      query:
        '{ products { id reviews { product { sku ... on Magazine { title } ... on Book { score } } } } }',
    },
    {
      title: 'include by a variable with a default',
      query:
        'query ($title: Boolean = true) { products { reviews { product { id ... on Book @include(if: $title) { title ... on Book @skip(if: $title) { sku } } ... on Magazine { sku } } } } }',
    },
    {
      title: 'skip by a variable that overrides its default',
      query:
        'query ($title: Boolean = true) { products { reviews { product { id ... on Book @skip(if: $title) { title } ... on Book { sku } } } } }',
      variables: { title: false },
    },
    {
      title: 'answer unions that subgraphs know in part, in a fragment',
      query: `{ products { id ... on Magazine { publisher { ...P } } ... on Book { publisher { ...P } } } }
        fragment P on Publisher { ... on Agency { id companyName } ... on Self { email } ... on Group { name } }`,
    },
    {
      title: 'answer fields of one name and different types under aliases',
      query: `{ products { ... on Magazine { publisher { ...P } } ... on Book { publisher { ...P } } } }
        fragment P on Publisher { ... on Agency { mail: email { address } } ... on Self { text: email } ... on Group { text: email } }`,
    },
    {
      title: 'answer similar of similar',
      query:
        '{ products { ... on Similar { similar { ... on Book { title similar { id } } ... on Magazine { issue createdBy { name } } } } } }',
    },
  ],
};

const differentFields: SupergraphFixture = {
  title: 'union members whose fields of one name differ in type',
  subgraphs: {
    users: {
      sdl: `${FEDERATION_2}
        type Query { users: [User!]! }
        type User @key(fields: "id") { id: ID! name: String }`,
    },
    accounts: {
      sdl: `${FEDERATION_2}
        type Query { accounts: [Account!]! }
        union Account = User | Admin
        type User @key(fields: "id") { id: ID similar: [Account!]! }
        type Admin { id: ID name: String similar: [Account!]! }`,
    },
  },
  world: () => {
    const user = { __typename: 'User', id: 'u1', name: 'N u1', similar: [] as unknown[] };
    const admin = { __typename: 'Admin', id: 'a1', name: 'N a1', similar: [] as unknown[] };
    user.similar.push(user, admin);
    admin.similar.push(admin, user);
    return { query: { users: [user], accounts: [user, admin] }, entities: [user] };
  },
  cases: [
    {
      title: 'be told apart',
      query: '{ users { id name } accounts { ... on User { id name } ... on Admin { id name } } }',
      oracle: false,
      data: {
        users: [{ id: 'u1', name: 'N u1' }],
        accounts: [
          { id: 'u1', name: 'N u1' },
          { id: 'a1', name: 'N a1' },
        ],
      },
    },
    {
      title: 'be told apart two levels down',
      query:
        '{ accounts { ... on User { name similar { ... on User { id name } ... on Admin { id name } } } ... on Admin { id similar { ... on User { name } ... on Admin { name } } } } }',
      oracle: false,
      data: {
        accounts: [
          {
            name: 'N u1',
            similar: [
              { id: 'u1', name: 'N u1' },
              { id: 'a1', name: 'N a1' },
            ],
          },
          { id: 'a1', similar: [{ name: 'N a1' }, { name: 'N u1' }] },
        ],
      },
    },
  ],
};

const circular: SupergraphFixture = {
  title: 'an interface that refers to itself',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { product: Product }
        interface Product { samePrice: [Product!]! }
        type Book implements Product @key(fields: "id") { id: ID! samePrice: [Product!]! }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        interface Product { id: ID! price: Float }
        type Book implements Product @key(fields: "id") { id: ID! price: Float @shareable }`,
    },
  },
  world: () => {
    const books = ['p1', 'p2', 'p3'].map((id) => ({
      __typename: 'Book',
      id,
      price: 10.5,
      samePrice: [] as unknown[],
    }));
    for (const book of books) book.samePrice.push(...books.filter((other) => other !== book));
    return { query: { product: books[0] }, entities: books };
  },
  cases: [
    { title: 'be followed', query: '{ product { samePrice { ... on Book { id } } } }' },
    {
      title: 'be followed two steps',
      query:
        '{ product { samePrice { ... on Book { price samePrice { __typename ... on Book { id price } } } } } }',
    },
    {
      title: 'answer fields of the interface',
      query: '{ product { samePrice { id price samePrice { price } } } }',
    },
  ],
};

export const ABSTRACT_TYPES: readonly SupergraphFixture[] = [node, publications, differentFields, circular];
