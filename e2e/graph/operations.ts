import { seedId } from '@orrery/contracts';
import type { Who } from './graph-client.js';

/** Requests to a subgraph and database calls in it. */
export type ServiceCost = readonly [requests: number, databaseCalls: number];

/** An operation over several subgraphs: what it asks, as whom, and what it may cost, whatever the lists' length. */
export interface GraphOperation {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly who?: Who;
  /** Whether it has a `$first` by which its lists grow. */
  readonly grows?: boolean;
  readonly cost: Readonly<Record<string, ServiceCost>>;
}

const PRODUCT = seedId('Product', 0);

/** Read operations: public ones first, then a customer's, then staff's. */
export const OPERATIONS: readonly GraphOperation[] = [
  {
    name: 'ProductsInStock',
    query: 'query ProductsInStock($first: Int!) { products(first: $first) { nodes { name inStock } } }',
    grows: true,
    cost: { catalog: [1, 1], inventory: [1, 1] },
  },
  {
    name: 'ProductsWithStock',
    query: `query ProductsWithStock($first: Int!) { products(first: $first, sort: NEWEST) { totalCount
      nodes { sku stock { onHand reserved available } } pageInfo { hasNextPage endCursor } } }`,
    grows: true,
    cost: { catalog: [1, 2], inventory: [1, 1] },
  },
  {
    name: 'ProductsRated',
    query: `query ProductsRated($first: Int!) { products(first: $first, sort: PRICE_DESC) { nodes { name
      price { amountMinor currency } rating { average count histogram } } } }`,
    grows: true,
    cost: { catalog: [1, 1], reviews: [1, 1] },
  },
  {
    name: 'ProductsShipped',
    query: `query ProductsShipped($first: Int!) { products(first: $first) { nodes { name weightGrams
      shippingEstimate(country: "DE") { cost { amountMinor currency } minDays maxDays warehouse { code } } } } }`,
    grows: true,
    cost: { catalog: [1, 1], inventory: [1, 2] },
  },
  {
    name: 'ShippingWithoutItsInputs',
    query: `query ShippingWithoutItsInputs($first: Int!) { products(first: $first) { nodes {
      abroad: shippingEstimate(country: "US", quantity: 3) { cost { amountMinor } }
      home: shippingEstimate(country: "NL") { cost { amountMinor } } } } }`,
    grows: true,
    cost: { catalog: [1, 1], inventory: [1, 2] },
  },
  {
    name: 'ProductsReviewed',
    query: `query ProductsReviewed($first: Int!) { products(first: $first) { nodes { name
      reviews(first: 2) { totalCount nodes { rating title author { displayName } } } } } }`,
    grows: true,
    cost: { accounts: [1, 1], catalog: [1, 1], reviews: [1, 2] },
  },
  {
    name: 'ReviewsOfOne',
    query: `query ReviewsOfOne($id: ID!, $first: Int!) { product(id: $id) { name
      reviews(first: $first, sort: HIGHEST) { nodes { rating author { displayName createdAt } } pageInfo { hasNextPage } } } }`,
    variables: { id: PRODUCT },
    grows: true,
    cost: { accounts: [1, 1], catalog: [1, 1], reviews: [1, 1] },
  },
  {
    name: 'ProductPage',
    query: `query ProductPage($id: ID!) { product(id: $id) { sku slug name description brand { name } category { name ancestors { name } }
      attributes { name value } stock { available } inStock shippingEstimate(country: "FR") { minDays }
      rating { average } reviews(first: 3) { nodes { title body author { displayName reviews(first: 2) { nodes { product { name } } } } } } } }`,
    variables: { id: PRODUCT },
    cost: { accounts: [1, 1], catalog: [2, 5], inventory: [1, 2], reviews: [1, 3] },
  },
  {
    name: 'CategoryTree',
    query: `query CategoryTree($first: Int!) { categories { name children { name products(first: $first) { totalCount nodes { name inStock } } } } }`,
    grows: true,
    cost: { catalog: [1, 4], inventory: [1, 1] },
  },
  {
    name: 'BrandShelf',
    query: `query BrandShelf($first: Int!) { brands { name products(first: $first) { nodes { sku rating { count } stock { available } } } } }`,
    grows: true,
    cost: { catalog: [1, 2], inventory: [1, 1], reviews: [1, 1] },
  },
  {
    name: 'SearchWithFacets',
    query: `query SearchWithFacets($first: Int!) { products(first: $first, filter: { text: "jack", maxPriceMinor: 40000 }, sort: PRICE_ASC) {
      totalCount nodes { name inStock rating { average } } }
      productFacets(filter: { text: "jack" }) { brands { brand { name } count } price { minMinor maxMinor } } }`,
    grows: true,
    cost: { catalog: [1, 5], inventory: [1, 1], reviews: [1, 1] },
  },
  {
    name: 'AliasesAndFragments',
    query: `query AliasesAndFragments($id: ID!, $with: Boolean! = true) { a: product(id: $id) { ...Card } b: product(id: $id) { title: name ...Card @include(if: $with) } }
      fragment Card on Product { id: sku upc: name inStock reviews(first: 1) { totalCount } }`,
    variables: { id: PRODUCT },
    cost: { catalog: [1, 1], inventory: [1, 1], reviews: [1, 2] },
  },
  {
    name: 'SkippedSubgraphs',
    query: `query SkippedSubgraphs($id: ID!, $no: Boolean! = false) { product(id: $id) { name inStock @include(if: $no) rating @skip(if: true) { count } } }`,
    variables: { id: PRODUCT },
    cost: { catalog: [1, 1] },
  },
  {
    name: 'Warehouses',
    query: 'query Warehouses { warehouses { code name address { city country } } brands { name } }',
    cost: { catalog: [1, 1], inventory: [1, 1] },
  },
  {
    name: 'OneReview',
    query: `query OneReview($id: ID!) { review(id: $id) { rating title author { displayName } product { name price { amountMinor } inStock } } }`,
    variables: { id: seedId('Review', 0) },
    cost: { accounts: [1, 1], catalog: [1, 1], inventory: [1, 1], reviews: [1, 1] },
  },
  {
    name: 'AnonymousSeesNothingPrivate',
    query: `query AnonymousSeesNothingPrivate($user: ID!, $order: ID!) { me { id } cart { id } order(id: $order) { id }
      user(id: $user) { displayName email addresses { city } orders(first: 1) { totalCount } cart { id } reviews(first: 1) { totalCount } } }`,
    variables: { user: seedId('User', 0), order: seedId('Order', 0) },
    cost: { accounts: [1, 1], reviews: [1, 2] },
  },
  {
    name: 'MyOrders',
    query: `query MyOrders($first: Int!) { me { displayName email orders(first: $first) { totalCount nodes { number state version placedAt
      total { amountMinor currency } lines { name quantity unitPrice { amountMinor } product { name price { amountMinor } } }
      payment { state amount { amountMinor } card { brand last4 } } } } } }`,
    who: 'ada',
    grows: true,
    cost: { accounts: [1, 1], catalog: [1, 1], orders: [1, 2], payments: [1, 1] },
  },
  {
    name: 'MyCart',
    query: `query MyCart { cart { itemCount subtotal { amountMinor currency } lines { quantity unitPrice { amountMinor } total { amountMinor }
      product { name inStock rating { average } } } } }`,
    who: 'ada',
    cost: { catalog: [1, 1], inventory: [1, 1], orders: [3, 3], reviews: [1, 1] },
  },
  {
    name: 'MyCartWithoutItsPrices',
    query:
      'query MyCartWithoutItsPrices { me { cart { subtotal { amountMinor } lines { total { amountMinor } } } } }',
    who: 'ada',
    cost: { accounts: [1, 1], catalog: [1, 1], orders: [3, 3] },
  },
  {
    name: 'MyReviews',
    query: `query MyReviews($first: Int!) { me { reviews(first: $first) { totalCount nodes { rating product { name brand { name } rating { average } } } } } }`,
    who: 'ada',
    grows: true,
    cost: { accounts: [1, 1], catalog: [1, 2], reviews: [1, 3] },
  },
  {
    name: 'MyOrdersInOneState',
    query: `query MyOrdersInOneState { me { orders(first: 5, state: DELIVERED) { nodes { number history { state at } payment { state captured { amountMinor } } } } } }`,
    who: 'ada',
    cost: { accounts: [1, 1], orders: [1, 1], payments: [1, 1] },
  },
  {
    name: 'SomebodyElsesIsAbsent',
    query: `query SomebodyElsesIsAbsent($user: ID!) { user(id: $user) { displayName email cart { id } orders(first: 3) { nodes { id } } } users(first: 1) { nodes { id } } }`,
    variables: { user: seedId('User', 20) },
    who: 'ada',
    cost: { accounts: [1, 1], orders: [1, 0] },
  },
  {
    name: 'SupportSeesCustomers',
    query: `query SupportSeesCustomers($first: Int!) { users(first: $first) { nodes { email addresses { city } orders(first: 2) { totalCount nodes { number payment { state } } } reviews(first: 1) { totalCount } } } }`,
    who: 'grace',
    grows: true,
    cost: { accounts: [1, 1], orders: [1, 2], payments: [1, 1], reviews: [1, 2] },
  },
  {
    name: 'SupportSeesOrders',
    query: `query SupportSeesOrders($first: Int!) { orders(first: $first, state: SHIPPED) { nodes { number customer { displayName email } lines { product { name inStock } } payment { state } } } }`,
    who: 'grace',
    grows: true,
    cost: { accounts: [1, 1], catalog: [1, 1], inventory: [1, 1], orders: [1, 1], payments: [1, 1] },
  },
  {
    name: 'FinanceSeesPayments',
    query: `query FinanceSeesPayments($first: Int!) { payments(first: $first) { totalCount nodes { state amount { amountMinor } card { brand last4 } order { number state customer { displayName } } } } }`,
    who: 'finn',
    grows: true,
    cost: { accounts: [1, 1], orders: [1, 1], payments: [1, 2] },
  },
  {
    name: 'WarehouseSeesReservations',
    query: `query WarehouseSeesReservations($first: Int!) { reservations(first: $first, state: HELD) { totalCount nodes { order { id } lines { quantity product { name sku } warehouse { code } } } } }`,
    who: 'wanda',
    grows: true,
    cost: { catalog: [1, 1], inventory: [1, 3] },
  },
  {
    name: 'WarehouseSeesStock',
    query: `query WarehouseSeesStock($first: Int!) { stockLevels(first: $first) { nodes { onHand reserved available sold product { name brand { name } reviews(first: 1) { totalCount } } warehouse { code } } } }`,
    who: 'wanda',
    grows: true,
    cost: { catalog: [1, 2], inventory: [1, 2], reviews: [1, 2] },
  },
];
