import { describe, expect, it } from 'vitest';
import { ROLES } from '../roles.js';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.js';
import { seedWorld } from './world.js';

const world = seedWorld({ scale: 10 });
const users = [...world.users];

describe('users', () => {
  it('should begin with one demo user per role', () => {
    expect(DEMO_USERS.map(({ role }) => role)).toEqual(ROLES);
    expect(users.slice(0, 6).map(({ email, roles }) => ({ email, roles }))).toEqual(
      DEMO_USERS.map(({ email, role }) => ({ email, roles: [role] })),
    );
    expect(users.slice(6).filter(({ roles }) => roles.join() !== 'CUSTOMER')).toEqual([]);
  });

  it('should have e-mail addresses of their own, in plain ASCII at example.com', () => {
    expect(new Set(users.map(({ email }) => email)).size).toBe(users.length);
    expect(users.filter(({ email }) => !/^[a-z0-9]+(\.[a-z0-9]+)*@example\.com$/.test(email))).toEqual([]);
  });

  it('should have one to three addresses, of which the first alone is the default', () => {
    expect(new Set(users.map(({ addresses }) => addresses.length))).toEqual(new Set([1, 2, 3]));
    const ids = users.flatMap(({ addresses }) => addresses.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { addresses, displayName } of users) {
      expect(addresses.map(({ isDefault }) => isDefault)).toEqual(addresses.map((_, nth) => nth === 0));
      expect(new Set(addresses.map(({ recipient }) => recipient))).toEqual(new Set([displayName]));
    }
    expect(new Set(users.map(({ addresses }) => addresses[0]!.country)).size).toBe(8);
  });

  it('should share a password that the registration would accept', () => {
    expect(DEMO_PASSWORD.length).toBeGreaterThanOrEqual(12);
  });
});

describe('carts', () => {
  it('should belong to one customer each, the first with four lines to Ada', () => {
    const carts = [...world.carts];
    const customers = new Set(users.filter(({ roles }) => roles.includes('CUSTOMER')).map(({ id }) => id));
    expect(carts.filter(({ userId }) => !customers.has(userId))).toEqual([]);
    expect(new Set(carts.map(({ userId }) => userId)).size).toBe(carts.length);
    expect(carts[0]).toMatchObject({ userId: users[0]!.id });
    expect(carts[0]!.lines).toHaveLength(4);
  });

  it('should hold different products that can be bought', () => {
    const onSale = new Set(Array.from(world.products).flatMap(({ id, archived }) => (archived ? [] : [id])));
    for (const { lines } of world.carts) {
      expect(new Set(lines.map(({ productId }) => productId)).size).toBe(lines.length);
      expect(lines.filter(({ productId, quantity }) => !onSale.has(productId) || quantity < 1)).toEqual([]);
    }
  });
});
