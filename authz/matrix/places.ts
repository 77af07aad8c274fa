import { SERVICES } from '../../dev/src/topology.js';
import { OWNER } from './askers.js';
import type { Rows } from './rows.js';

/** Something that a path begins at: a root field of a query or a subscription, or an entity. */
export interface Start {
  /** Of the root field: `order(id: "ord_1")`. */
  readonly root?: string;
  /** The entity as the gateway would represent it. */
  readonly entity?: { readonly __typename: string } & Readonly<Record<string, string>>;
  /** Of a subscription's root field. */
  readonly live?: string;
  /** What @requires asks for, which the gateway would have fetched elsewhere. */
  readonly required?: Readonly<Record<string, unknown>>;
}

const HOUR_MS = 3_600_000;
const PRICE = { __typename: 'Money', amountMinor: 100, currency: 'EUR' };
const PRICED = { product: { __typename: 'Product', price: PRICE } };
const PACKED = {
  weightGrams: 500,
  dimensions: { __typename: 'ProductDimensions', lengthMm: 100, widthMm: 100, heightMm: 100 },
};

const AUDIT_LOGS = SERVICES.map(({ name }) => `${name}AuditLog`);

/** The starts of all paths, by name. */
export function startsOf(rows: Rows): Readonly<Record<string, Start>> {
  const entity = (__typename: string, id: string, root?: string): Start => ({
    entity: { __typename, id },
    ...(root && { root: `${root}(id: "${id}")` }),
  });
  const failed = (code: string) => entity('Order', rows.failed[code] ?? '', 'order');
  return {
    me: { root: 'me' },
    ownCart: { root: 'cart' },
    user: entity('User', OWNER.user?.id ?? '', 'user'),
    userByEmail: {
      root: `userByEmail(email: "${OWNER.user?.email}")`,
      entity: { __typename: 'User', email: OWNER.user?.email ?? '' },
    },
    users: { root: 'users(first: 5)' },
    roles: { root: 'roles' },
    revokedCredentials: {
      root: `revokedCredentials(since: "${new Date(Date.now() - HOUR_MS).toISOString()}")`,
    },
    product: { ...entity('Product', rows.product, 'product'), required: PACKED },
    productBySku: {
      root: `productBySku(sku: "${rows.productSku}")`,
      entity: { __typename: 'Product', sku: rows.productSku },
    },
    productBySlug: {
      root: `productBySlug(slug: "${rows.productSlug}")`,
      entity: { __typename: 'Product', slug: rows.productSlug },
    },
    products: { root: 'products(first: 2)' },
    productFacets: { root: 'productFacets' },
    brand: entity('Brand', rows.brand, 'brand'),
    brands: { root: 'brands' },
    category: {
      root: `category(slug: "${rows.categorySlug}")`,
      entity: { __typename: 'Category', id: rows.category },
    },
    rootCategory: entity('Category', rows.rootCategory),
    categories: { root: 'categories' },
    warehouse: entity('Warehouse', rows.warehouse, 'warehouse'),
    warehouses: { root: 'warehouses' },
    stockLevel: entity('StockLevel', rows.stockLevel),
    stockLevels: { root: 'stockLevels(first: 2)' },
    reservation: entity('Reservation', rows.reservation),
    reservations: { root: 'reservations(first: 100, state: HELD)' },
    cart: { ...entity('Cart', rows.cart), required: { lines: rows.cartLines.map(() => PRICED) } },
    cartLine: { ...entity('CartLine', rows.cartLines[0] ?? ''), required: PRICED },
    order: entity('Order', rows.order, 'order'),
    orderByNumber: { root: `orderByNumber(number: "${rows.orderNumber}")` },
    orders: { root: 'orders(first: 2)' },
    outOfStock: failed('OUT_OF_STOCK'),
    priceChanged: failed('PRICE_CHANGED'),
    declined: failed('PAYMENT_DECLINED'),
    cancelled: failed('CANCELLED_BY_CUSTOMER'),
    timedOut: failed('TIMED_OUT'),
    payment: entity('Payment', rows.payment, 'payment'),
    declinedPayment: entity('Payment', rows.declinedPayment, 'payment'),
    pendingPayment: entity('Payment', rows.pendingPayment, 'payment'),
    payments: { root: 'payments(first: 2)' },
    refunds: { root: 'refunds(first: 2)' },
    refund: entity('Refund', rows.refund),
    failedRefund: entity('Refund', rows.failedRefund),
    review: entity('Review', rows.review, 'review'),
    ...Object.fromEntries(AUDIT_LOGS.map((name) => [name, { root: `${name}(first: 2)` }])),
  };
}

/**
 * Where an object of each type is found, as a start and the fields on the way. A type without a line fails the run. Several
 * places: a field may be null in one of them, or different people may go there.
 */
export const PLACES: Readonly<Record<string, readonly string[]>> = {
  User: ['user', 'userByEmail', 'users / nodes'],
  Address: ['user / addresses'],
  Session: ['user / sessions'],
  ApiKey: ['user / apiKeys'],
  RoleDefinition: ['roles'],
  RevokedCredentials: ['revokedCredentials'],
  Revocation: ['revokedCredentials / revocations'],
  UserConnection: ['users'],
  UserEdge: ['users / edges'],
  Product: ['product', 'productBySku', 'productBySlug', 'products / nodes'],
  ProductDimensions: ['product / dimensions'],
  ProductAttribute: ['product / attributes'],
  ProductConnection: ['products', 'brand / products(first: 2)', 'category / products(first: 2)'],
  ProductEdge: ['products / edges', 'brand / products(first: 2) / edges'],
  ProductFacets: ['productFacets'],
  BrandFacet: ['productFacets / brands'],
  CategoryFacet: ['productFacets / categories'],
  AttributeFacet: ['productFacets / attributes'],
  AttributeValueFacet: ['productFacets / attributes / values'],
  PriceFacet: ['productFacets / price'],
  Brand: ['brand', 'brands'],
  Category: ['category', 'rootCategory', 'categories'],
  ProductStock: ['product / stock'],
  ShippingEstimate: ['product / shippingEstimate(country: "DE")'],
  Warehouse: ['warehouse', 'warehouses'],
  WarehouseAddress: ['warehouse / address'],
  StockLevel: ['stockLevel', 'product / stock / levels', 'stockLevels / nodes'],
  StockLevelConnection: ['stockLevels'],
  StockLevelEdge: ['stockLevels / edges'],
  StockAdjustment: ['product / stockAdjustments / nodes'],
  StockAdjustmentConnection: ['product / stockAdjustments'],
  StockAdjustmentEdge: ['product / stockAdjustments / edges'],
  Reservation: ['reservation', 'reservations / nodes'],
  ReservationLine: ['reservation / lines', 'reservations / nodes / lines'],
  ReservationConnection: ['reservations'],
  ReservationEdge: ['reservations / edges'],
  Cart: ['cart', 'user / cart'],
  CartLine: ['cartLine', 'cart / lines', 'user / cart / lines'],
  Order: ['order', 'orderByNumber', 'orders / nodes', 'user / orders(first: 20) / nodes', 'outOfStock'],
  OrderLine: ['order / lines'],
  OrderAddress: ['order / shippingAddress'],
  OrderEvent: ['order / history'],
  OutOfStock: ['outOfStock / failure / ... on OutOfStock'],
  ShortLine: ['outOfStock / failure / ... on OutOfStock / lines'],
  PriceChanged: ['priceChanged / failure / ... on PriceChanged'],
  OrderPaymentDeclined: ['declined / failure / ... on OrderPaymentDeclined'],
  OrderCancelled: ['cancelled / failure / ... on OrderCancelled'],
  OrderTimedOut: ['timedOut / failure / ... on OrderTimedOut'],
  OrderConnection: ['orders', 'user / orders(first: 2)'],
  OrderEdge: ['orders / edges', 'user / orders(first: 2) / edges'],
  Payment: ['payment', 'declinedPayment', 'pendingPayment', 'order / payment', 'payments / nodes'],
  PaymentStep: ['payment / history'],
  PaymentCard: ['payment / card'],
  PaymentConnection: ['payments'],
  PaymentEdge: ['payments / edges'],
  Refund: ['refund', 'failedRefund', 'payment / refunds', 'refunds / nodes'],
  RefundConnection: ['refunds'],
  RefundEdge: ['refunds / edges'],
  Review: ['review', 'product / reviews / nodes'],
  ReviewConnection: ['product / reviews', 'user / reviews'],
  ReviewEdge: ['product / reviews / edges', 'user / reviews / edges'],
  ProductRating: ['product / rating'],
  AuditRecord: AUDIT_LOGS.map((name) => `${name} / nodes`),
  AuditRecordConnection: AUDIT_LOGS,
  AuditRecordEdge: AUDIT_LOGS.map((name) => `${name} / edges`),
  Money: [
    'product / price',
    'product / shippingEstimate(country: "DE") / cost',
    'order / total',
    'payment / amount',
  ],
  PageInfo: [
    'products / pageInfo',
    'product / reviews / pageInfo',
    'users / pageInfo',
    'user / orders(first: 2) / pageInfo',
    'payments / pageInfo',
    'stockLevels / pageInfo',
  ],
};

/** What no query answers: a key that was revoked is not listed any more. */
export const ONLY_BY_MUTATIONS: ReadonlySet<string> = new Set(['ApiKey.revokedAt']);

/** Required arguments of fields that are asked for, by coordinate. */
export const ARGUMENTS: Readonly<Record<string, string>> = {
  'Product.shippingEstimate': '(country: "DE")',
};
