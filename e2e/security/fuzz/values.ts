import { ID_PREFIX, seedId } from '@orrery/contracts';
import { DEMO_PASSWORD, seedWorld } from '@orrery/contracts/seed';
import fc, { type Arbitrary } from 'fast-check';
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { HOSTILE_NUMBERS, hostileJson, hostileName, hostileText } from './hostile.js';

/** A value that an argument is given: as a document writes it, and as JSON. */
export interface GivenValue {
  readonly literal: string;
  readonly json: string;
}

const MAX_DEPTH = 4;

const entities = Object.keys(ID_PREFIX) as (keyof typeof ID_PREFIX)[];
const knownId = fc
  .tuple(fc.constantFrom(...entities), fc.constantFrom(0, 1, 2, 999_999))
  .map(([entity, key]) => seedId(entity, key));
const product = seedWorld().products.at(0);
const known = fc.constantFrom(
  'ada@example.com',
  'grace@example.com',
  DEMO_PASSWORD,
  product.slug,
  product.sku,
  seedWorld().orders.at(0).number,
  'DE',
  'EUR',
  'tent',
  'tok_visa',
  '2026-01-01T00:00:00Z',
);

const asText = (value: string): GivenValue => ({
  literal: JSON.stringify(value),
  json: JSON.stringify(value),
});
const asBoth = (value: string): GivenValue => ({ literal: value, json: value });

const anyText = fc.oneof(
  { weight: 4, arbitrary: known },
  { weight: 3, arbitrary: knownId },
  { weight: 2, arbitrary: hostileText },
);
const wrong: Arbitrary<GivenValue> = fc.oneof(
  hostileJson.map((json) => ({ literal: '{__proto__: {constructor: [null, $missing]}}', json })),
  hostileJson.map((json) => ({ literal: json.replace(/"([A-Za-z_]\w*)":/g, '$1:'), json })),
  hostileName.map((name) => ({ literal: name, json: JSON.stringify(name) })),
  fc.constantFrom(...HOSTILE_NUMBERS).map(asBoth),
);

/** Values of an input type: mostly such that are taken, some that are nearly so. */
export function inputOf(type: GraphQLInputType, depth = 0): Arbitrary<GivenValue> {
  const fitting = fittingValue(type, depth);
  return fc.oneof({ weight: 40, arbitrary: fitting }, { weight: 1, arbitrary: wrong });
}

function fittingValue(type: GraphQLInputType, depth: number): Arbitrary<GivenValue> {
  if (isNonNullType(type)) return inputOf(type.ofType, depth);
  if (isListType(type)) {
    return fc.array(inputOf(type.ofType, depth + 1), { maxLength: 3 }).map((values) => ({
      literal: `[${values.map(({ literal }) => literal).join(', ')}]`,
      json: `[${values.map(({ json }) => json).join(',')}]`,
    }));
  }
  if (isInputObjectType(type)) return objectOf(type, depth);
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return fc.constantFrom(...names).map((name) => ({ literal: name, json: `"${name}"` }));
  }
  switch (type.name) {
    case 'Int':
      return fc.integer({ min: 0, max: 5 }).map((value) => asBoth(String(value)));
    case 'Float':
      return fc.constantFrom('0', '1.5', '99').map(asBoth);
    case 'Boolean':
      return fc.constantFrom('true', 'false').map(asBoth);
    case 'ID':
      return knownId.map(asText);
    default:
      return anyText.map(asText);
  }
}

function objectOf(
  type: Extract<GraphQLInputType, { getFields(): unknown }>,
  depth: number,
): Arbitrary<GivenValue> {
  const fields = Object.values(type.getFields()).map((field) => {
    const isNeeded = isNonNullType(field.type) && field.defaultValue === undefined;
    const present = depth < MAX_DEPTH || isNeeded ? (isNeeded ? 99 : 8) : 0;
    const given = inputOf(field.type, depth + 1).map((value) => ({ name: field.name, value }));
    return fc.oneof(
      { weight: present, arbitrary: given },
      { weight: isNeeded ? 1 : 12, arbitrary: fc.constant(undefined) },
    );
  });
  const stranger = fc.oneof(
    { weight: 40, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ name: hostileName, value: wrong }) },
  );
  return fc.tuple(...fields, stranger).map((given) => {
    const pairs = given.filter((pair) => pair !== undefined);
    return {
      literal: `{${pairs.map(({ name, value }) => `${name}: ${value.literal}`).join(', ')}}`,
      json: `{${pairs.map(({ name, value }) => `"${name}":${value.json}`).join(',')}}`,
    };
  });
}
