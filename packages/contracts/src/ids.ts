import { createHash, randomBytes } from 'node:crypto';

/** The three-letter prefix of each entity's ids: an id names its type at a glance and is unique across services. */
export const ID_PREFIX = {
  User: 'usr',
  Address: 'adr',
  Product: 'prd',
  Category: 'cat',
  Brand: 'brd',
  Warehouse: 'whs',
  StockLevel: 'stk',
  StockAdjustment: 'adj',
  Reservation: 'rsv',
  Cart: 'crt',
  CartLine: 'cln',
  Order: 'ord',
  OrderLine: 'oln',
  Payment: 'pay',
  Refund: 'rfd',
  Review: 'rev',
  Session: 'ses',
  ApiKey: 'key',
} as const;

/** An entity type that has ids of its own. */
export type EntityName = keyof typeof ID_PREFIX;

// Crockford's base 32, lower case: no i, l, o or u.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BODY_LENGTH = 20; // characters, 5 bits each: 100 bits

function encodeBody(bytes: Uint8Array): string {
  let body = '';
  for (let i = 0; i < BODY_LENGTH; i++) body += ALPHABET[(bytes[i] as number) & 31];
  return body;
}

/** A fresh random id such as `prd_3k9v...`: prefix, underscore, 20 characters of Crockford base 32 (100 random bits). */
export function newId(entity: EntityName): string {
  return `${ID_PREFIX[entity]}_${encodeBody(randomBytes(BODY_LENGTH))}`;
}

/**
 * The id of the `key`-th seeded entity: the same on every machine and in every service,
 * so that seeds of different services link to each other without asking.
 */
export function seedId(entity: EntityName, key: number | string): string {
  const digest = createHash('sha256').update(`orrery-seed:${entity}:${key}`).digest();
  return `${ID_PREFIX[entity]}_${encodeBody(digest)}`;
}

/** Whether `value` has the form of an id of `entity`; says nothing about its existence. */
export function isIdOf(entity: EntityName, value: string): boolean {
  return new RegExp(`^${ID_PREFIX[entity]}_[${ALPHABET}]{${BODY_LENGTH}}$`).test(value);
}
