import type { Role } from '../roles.js';

/** The password of every seeded user. */
export const DEMO_PASSWORD = 'orrery-demo-2026';

/** A user to try the system as; there is one per role. */
export interface DemoUser {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly role: Role;
  /** What this user may do, as a phrase to print: `answer customers: ...`. */
  readonly may: string;
}

/** The demo users, in the order of the roles: the first users of every seed world. */
export const DEMO_USERS: readonly DemoUser[] = [
  {
    email: 'ada@example.com',
    givenName: 'Ada',
    familyName: 'Lindholm',
    role: 'CUSTOMER',
    may: 'shop: her own cart, orders, payments and reviews',
  },
  {
    email: 'grace@example.com',
    givenName: 'Grace',
    familyName: 'Okafor',
    role: 'SUPPORT',
    may: "answer customers: read anyone's orders and addresses, remove reviews",
  },
  {
    email: 'cleo@example.com',
    givenName: 'Cleo',
    familyName: 'Marchetti',
    role: 'CATALOG_MANAGER',
    may: 'keep the catalog: create, change and archive products, brands and categories',
  },
  {
    email: 'wanda@example.com',
    givenName: 'Wanda',
    familyName: 'Bakker',
    role: 'WAREHOUSE',
    may: 'run the warehouses: read and adjust stock, ship orders',
  },
  {
    email: 'finn@example.com',
    givenName: 'Finn',
    familyName: 'Gallagher',
    role: 'FINANCE',
    may: 'watch the money: read payments, capture and refund them',
  },
  {
    email: 'alan@example.com',
    givenName: 'Alan',
    familyName: 'Serrano',
    role: 'ADMIN',
    may: 'do whatever staff may, and give roles',
  },
];
