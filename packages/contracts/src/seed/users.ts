import { seedId } from '../ids.js';
import { DAY_MS, isoTime, MINUTE_MS, SEED_NOW_MS } from './calendar.js';
import { DEMO_USERS } from './demo-users.js';
import { type Random, randomOf } from './random.js';
import { slugOf } from './slug.js';
import { LOCALES, type Locale } from './vocab/people.data.js';
import type { SeedAddress, SeedPostalAddress, SeedUser } from './world.types.js';

/** The index of the customer among the demo users. */
export const ADA = 0;

/** How many staff there are: the demo users but Ada, at indexes 1 to STAFF_COUNT. */
export const STAFF_COUNT = DEMO_USERS.length - 1;

/** The user index of the `customer`-th customer: Ada, then everyone after the staff. */
export function customerUserIndex(customer: number): number {
  return customer === ADA ? ADA : customer + STAFF_COUNT;
}

function localeOf(index: number): Locale {
  return LOCALES[(index + 2) % LOCALES.length]!; // Ada (0) is Irish
}

function nameOf(index: number): { givenName: string; familyName: string; email: string } {
  const demo = DEMO_USERS[index];
  if (demo) return demo;
  const { given, family } = localeOf(index);
  const turn = Math.floor(index / LOCALES.length);
  const round = Math.floor(turn / given.length);
  const givenName = given[turn % given.length]!;
  // Each given name meets every family name once before one comes again.
  const familyName = family[((turn % given.length) * 5 + round) % family.length]!;
  const again = Math.floor(round / family.length);
  const mailbox = slugOf(`${givenName} ${familyName}`, '.') + (again === 0 ? '' : String(again + 1));
  return { givenName, familyName, email: `${mailbox}@example.com` };
}

function postalAddress(random: Random, locale: Locale, recipient: string): SeedPostalAddress {
  const [postalCode, city] = random.pick(locale.cities);
  const street = random.pick(locale.streets).replace('#', String(random.between(1, 148)));
  const extra = random.chance(20) ? [`c/o ${random.pick(locale.family)}`] : [];
  return { recipient, lines: [street, ...extra], postalCode, city, country: locale.country };
}

/** The addresses of the `index`-th user: one to three, Ada has two. */
export function addressesOf(index: number): SeedAddress[] {
  const random = randomOf('address', index);
  const { givenName, familyName } = nameOf(index);
  const count = index === ADA ? 2 : [1, 2, 3][random.weighted([60, 30, 10])]!;
  return Array.from({ length: count }, (_, nth) => ({
    id: seedId('Address', `${index}-${nth}`),
    ...postalAddress(random, localeOf(index), `${givenName} ${familyName}`),
    isDefault: nth === 0,
  }));
}

/** The `index`-th user, the same at every scale. All joined more than a year before SEED_NOW. */
export function userAt(index: number): SeedUser {
  const random = randomOf('user', index);
  const { givenName, familyName, email } = nameOf(index);
  const days = index <= STAFF_COUNT ? 1_300 - index : random.between(370, 1_250);
  return {
    id: seedId('User', index),
    email,
    displayName: `${givenName} ${familyName}`,
    givenName,
    familyName,
    roles: [DEMO_USERS[index]?.role ?? 'CUSTOMER'],
    addresses: addressesOf(index),
    createdAt: isoTime(SEED_NOW_MS - days * DAY_MS - random.int(1_440) * MINUTE_MS),
  };
}
