import { describe, expect, it } from 'vitest';
import { readExpectations } from './matrix/expected.js';
import { clientGraph } from './matrix/graphs.js';
import { inputCoordinates, inputPlaces, readInputs } from './matrix/inputs.js';

// What a customer never decides: what they may do, what things cost, what there is, how far something is, whose it is.
const DERIVED =
  /role|scope|price|amount|total|currency|stock|hand|reserved|available|rating|average|count$|state|status|version|user|owner|author|customer|verified|refund|captur|sku|created|updated|At$/i;

/** What a customer sends under such a name, and why it decides nothing of the kind. */
const NOT_WHAT_THEY_SOUND_LIKE: Readonly<Record<string, string>> = {
  'CheckoutInput.expectedTotal': 'only compared: prices are the catalog’s',
  'ExpectedTotalInput.amountMinor': 'only compared: an order that costs something else fails',
  'ExpectedTotalInput.currency': 'only compared',
  'AddReviewInput.rating': 'the stars of one review; what all add up to is derived',
  'UpdateReviewInput.rating': 'the stars of one review; what all add up to is derived',
  'CreateApiKeyInput.scopes': 'those that the caller has not are refused',
  'CreateApiKeyInput.expiresAt': 'a year at most',
};

describe('authz/inputs.txt', () => {
  const inputs = readInputs();
  const coordinates = inputCoordinates();
  const customers = [...inputs].filter(([, who]) => who === 'customer').map(([coordinate]) => coordinate);

  it('should say of every argument and input field who may set it, and why', () => {
    expect([...coordinates].filter((coordinate) => !inputs.has(coordinate))).toEqual([]);
  });

  it('should say nothing of what cannot be sent', () => {
    expect([...inputs.keys()].filter((coordinate) => !coordinates.has(coordinate))).toEqual([]);
  });

  it('should let customers send nothing that the system derives or staff decides', () => {
    const sounding = customers.filter((coordinate) => DERIVED.test(coordinate.split('.').at(-1) ?? ''));
    expect(sounding.sort()).toEqual(Object.keys(NOT_WHAT_THEY_SOUND_LIKE).sort());
  });

  it('should leave to staff what only staff may run, with all that is in it', () => {
    const expectations = readExpectations();
    for (const { mutation, argument, input } of inputPlaces(clientGraph())) {
      const groups = expectations.get(`Mutation.${mutation}`)?.groups ?? new Set();
      const isForStaff = !(['everyone', 'known', 'users', 'owner'] as const).some((group) =>
        groups.has(group),
      );
      const fields = [...inputs].filter(([coordinate]) => coordinate.startsWith(`${input}.`));
      const senders = new Set([
        inputs.get(`Mutation.${mutation}.${argument}`),
        ...fields.map(([, who]) => who),
      ]);
      expect([mutation, input, [...senders]]).toEqual([mutation, input, [isForStaff ? 'staff' : 'customer']]);
    }
  });

  it.each([
    ['LoginInput.email : customer', 'must be'],
    ['LoginInput.email : everybody : why', 'must be'],
    ['A.b : staff : x\nA.b : staff : x', 'again'],
  ])('should be refused with its line when it cannot be read: %s', (text, reason) => {
    expect(() => readInputs(text)).toThrow(reason);
    expect(() => readInputs(text)).toThrow(/authz\/inputs\.txt:\d/);
  });
});
