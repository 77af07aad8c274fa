import type { Role } from '@orrery/contracts';
import { DEMO_USERS, seedWorld } from '@orrery/contracts/seed';

/** A user as tokens name one. */
export interface AskingUser {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** Somebody who asks for every field: a column of the matrix. */
export interface Asker {
  readonly name: string;
  readonly kind: 'anonymous' | 'user' | 'machine';
  readonly user?: AskingUser;
  /** A role of staff. */
  readonly role?: Role;
  /** Whether the token has ended. */
  readonly isExpired?: boolean;
  /** Whether it is given the scopes that a field's line asks for, and where there are none, all scopes. */
  readonly hasRightScopes?: boolean;
}

// A customer with a cart of the demo data; nothing that is asked for is theirs.
const OTHER_CUSTOMER = 11;

const user = (name: string, index: number, more: Partial<Asker> = {}): Asker => {
  const { id, email, roles } = seedWorld().users.at(index);
  return { name, kind: 'user', user: { id, email, roles }, ...more };
};

const staff = DEMO_USERS.flatMap(({ role }, index) =>
  role === 'CUSTOMER' ? [] : [user(role, index, { role })],
);

/** The customer whose rows are asked for: Ada. */
export const OWNER = user('owner', 0);

/** Everybody who asks: the columns of the matrix. */
export const ASKERS: readonly Asker[] = [
  { name: 'anonymous', kind: 'anonymous' },
  OWNER,
  user('other customer', OTHER_CUSTOMER),
  ...staff,
  user('expired token', 0, { isExpired: true }),
  { name: 'machine without scopes', kind: 'machine' },
  { name: 'machine with the right scope', kind: 'machine', hasRightScopes: true },
];

/** The asker of a name. @throws Error when there is none */
export function askerNamed(name: string): Asker {
  const asker = ASKERS.find((one) => one.name === name);
  if (!asker) throw new Error(`nobody who asks is called ${name}`);
  return asker;
}
