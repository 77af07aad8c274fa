import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { withDistinctNames } from './distinct-names.js';

const schema = buildSchema(`
  type Query { places: [Place] }
  interface Place { id: ID near: [Spot] }
  type Spot implements Place { id: ID near: [Spot] height(unit: String): Int width: Int }
  type Town implements Place { id: ID near: [Spot] width: Int }
`);

const distinct = (text: string) => {
  const document = parse(text, { noLocation: true });
  const named = withDistinctNames(document, undefined, schema);
  return named === document ? 'as it was' : print(named).replace(/\s+/g, ' ').trim();
};

describe('withDistinctNames', () => {
  it('should tell fields apart that have one name below different types of parents', () => {
    expect(
      distinct(`{ places {
        ... on Town { near { size: height(unit: "m") width } }
        ... on Spot { near { size: height(unit: "ft") width } size: width }
      } }`),
    ).toBe(
      '{ places { ... on Town { near { size: height(unit: "m") width } } ' +
        '... on Spot { near { orrery1_size: height(unit: "ft") width } size: width } } }',
    );
  });

  it('should tell apart what is below fields of one name, and give equal ones one name', () => {
    expect(
      distinct(`{ places {
        ... on Town { near { near { x: width } } } ...S ... on Spot { near { near { x: id @skip(if: true) } } }
      } } fragment S on Spot { near { near { x: id } } }`),
    ).toBe(
      '{ places { ... on Town { near { near { x: width } } } ... on Spot { near { near { orrery1_x: id } } } ' +
        '... on Spot { near { near { orrery1_x: id @skip(if: true) } } } } } ' +
        'fragment S on Spot { near { near { x: id } } }',
    );
  });

  it.each([
    ['no object is of both types', '{ places { ... on Town { x: width } ... on Spot { x: id } } }'],
    [
      'the fields are the same',
      '{ places { ... on Town { near { height(unit: "m") } } ...S } } fragment S on Spot { near { height(unit: "m") } }',
    ],
    ['nothing depends on a type', '{ places { a: id b: near { id } } }'],
    [
      'it is introspection',
      '{ __schema { types { ...T } } places { ... on Town { id } } } fragment T on __Type { name }',
    ],
  ])('should leave an operation as it is where %s', (_why, text) => {
    expect(distinct(text)).toBe('as it was');
  });
});
