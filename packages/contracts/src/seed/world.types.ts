import type { Role } from '../roles.js';

/** An amount in minor units (cents). */
export interface SeedMoney {
  readonly amountMinor: number;
  readonly currency: 'EUR';
}

/** A list whose items are made when asked for: iterating or `at(i)` keeps nothing in memory. */
export interface SeedList<T> extends Iterable<T> {
  readonly length: number;
  /** The item at `index` (0 to length - 1). Throws RangeError outside of that. */
  at(index: number): T;
}

export interface SeedBrand {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

/** A node of the category tree; parents come before their children. */
export interface SeedCategory {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  /** Null for a root. */
  readonly parentId: string | null;
  /** From the root down to the parent. */
  readonly ancestorIds: readonly string[];
}

export interface SeedProduct {
  readonly id: string;
  /** Like `TNT-0042-GRN`: kind, running number, colour. */
  readonly sku: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly brandId: string;
  /** Always a leaf of the category tree. */
  readonly categoryId: string;
  readonly price: SeedMoney;
  readonly weightGrams: number;
  /** Of the packed product. */
  readonly dimensions: { readonly lengthMm: number; readonly widthMm: number; readonly heightMm: number };
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly archived: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** A postal address as it is copied into an order. */
export interface SeedPostalAddress {
  readonly recipient: string;
  readonly lines: readonly string[];
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export interface SeedAddress extends SeedPostalAddress {
  readonly id: string;
  readonly isDefault: boolean;
}

export interface SeedUser {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly roles: readonly Role[];
  /** One to three; exactly one is the default, and it comes first. */
  readonly addresses: readonly SeedAddress[];
  readonly createdAt: string;
}

export interface SeedWarehouse {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly address: Omit<SeedPostalAddress, 'recipient'>;
}

/** One product in one warehouse: `0 <= reserved <= onHand`; what can be promised is `onHand - reserved`. */
export interface SeedStockLevel {
  readonly id: string;
  readonly productId: string;
  readonly warehouseId: string;
  readonly onHand: number;
  /** The sum of the open reservations' lines of this product in this warehouse. */
  readonly reserved: number;
  /** Units that left this warehouse with SHIPPED and DELIVERED orders. */
  readonly sold: number;
  readonly updatedAt: string;
}

/** An open (held) reservation: there is one for each order in RESERVED, AUTHORIZED or CONFIRMED. */
export interface SeedReservation {
  readonly id: string;
  readonly orderId: string;
  readonly lines: readonly {
    readonly productId: string;
    readonly warehouseId: string;
    readonly quantity: number;
  }[];
  /** When the order became RESERVED. */
  readonly createdAt: string;
}

/** Every state that an order can be in. */
export const SEED_ORDER_STATES = [
  'PENDING',
  'RESERVED',
  'AUTHORIZED',
  'CONFIRMED',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'FAILED',
] as const;
export type SeedOrderState = (typeof SEED_ORDER_STATES)[number];

export interface SeedOrderLine {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  /** As it was when the order was placed; the product may cost something else today. */
  readonly unitPrice: SeedMoney;
  readonly quantity: number;
  /** `unitPrice * quantity` */
  readonly total: SeedMoney;
}

export type SeedOrderFailureCode =
  | 'OUT_OF_STOCK'
  | 'PRICE_CHANGED'
  | 'PAYMENT_DECLINED'
  | 'CANCELLED_BY_CUSTOMER';

export interface SeedOrder {
  readonly id: string;
  /** Like `10042`; rises with `placedAt`. */
  readonly number: string;
  readonly userId: string;
  readonly placedAt: string;
  readonly state: SeedOrderState;
  /** From PENDING (at `placedAt`) to `state`, times strictly rising. */
  readonly history: readonly { readonly state: SeedOrderState; readonly at: string }[];
  /** One to six, each of another product. */
  readonly lines: readonly SeedOrderLine[];
  readonly subtotal: SeedMoney;
  readonly shipping: SeedMoney;
  /** `subtotal + shipping` */
  readonly total: SeedMoney;
  readonly shippingAddress: SeedPostalAddress;
  /** Set for FAILED and CANCELLED, else null. */
  readonly failure: { readonly code: SeedOrderFailureCode; readonly message: string } | null;
}

/** Every state that a seeded payment can be in. */
export const SEED_PAYMENT_STATES = [
  'AUTHORIZED',
  'DECLINED',
  'CAPTURED',
  'VOIDED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;
export type SeedPaymentState = (typeof SEED_PAYMENT_STATES)[number];

export interface SeedRefund {
  readonly id: string;
  readonly amount: SeedMoney;
  readonly reason: string;
  readonly createdAt: string;
}

export interface SeedPayment {
  readonly id: string;
  readonly orderId: string;
  /** The order's user. */
  readonly userId: string;
  /** The order's total. */
  readonly amount: SeedMoney;
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  /** The sum of `refunds`. */
  readonly refundedMinor: number;
  readonly state: SeedPaymentState;
  readonly history: readonly { readonly state: SeedPaymentState; readonly at: string }[];
  readonly card: { readonly brand: 'VISA' | 'MASTERCARD' | 'AMEX'; readonly last4: string };
  /** Set for DECLINED, else null. */
  readonly declineReason: 'INSUFFICIENT_FUNDS' | 'CARD_EXPIRED' | 'SUSPECTED_FRAUD' | null;
  readonly refunds: readonly SeedRefund[];
  readonly createdAt: string;
}

export interface SeedCart {
  readonly id: string;
  readonly userId: string;
  readonly lines: readonly {
    readonly id: string;
    readonly productId: string;
    readonly quantity: number;
    readonly addedAt: string;
  }[];
  readonly updatedAt: string;
}

export interface SeedReview {
  readonly id: string;
  readonly productId: string;
  /** A customer; one review per product and user. */
  readonly userId: string;
  readonly rating: 1 | 2 | 3 | 4 | 5;
  readonly title: string;
  readonly body: string;
  readonly createdAt: string;
}

/** The aggregate over a product's reviews. */
export interface SeedRating {
  readonly count: number;
  readonly sum: number;
  /** `sum / count`; null with no review. */
  readonly average: number | null;
  /** How many reviews gave 1, 2, 3, 4 and 5 stars, in this order. */
  readonly histogram: readonly [number, number, number, number, number];
}

/** The facts that the services' seeds agree on. */
export interface SeedWorld {
  readonly scale: number;
  readonly brands: readonly SeedBrand[];
  readonly categories: readonly SeedCategory[];
  readonly warehouses: readonly SeedWarehouse[];
  /** 320 * scale. The first 320 are the same at every scale. */
  readonly products: SeedList<SeedProduct>;
  /** 80 * scale: first the demo users, then customers. The first 80 are the same at every scale. */
  readonly users: SeedList<SeedUser>;
  /** One per product and warehouse: product by product, in the order of `warehouses`. */
  readonly stockLevels: SeedList<SeedStockLevel>;
  /** By age of the order, oldest first. */
  readonly reservations: SeedList<SeedReservation>;
  /** 400 * scale, oldest first, within the year before SEED_NOW. */
  readonly orders: SeedList<SeedOrder>;
  /** One for each order that reached its payment, in the orders' order. */
  readonly payments: SeedList<SeedPayment>;
  /** 12 * scale; the first is Ada's. */
  readonly carts: SeedList<SeedCart>;
  /** 1500 * scale, product by product. The first 1500 are the same at every scale. */
  readonly reviews: SeedList<SeedReview>;
}
