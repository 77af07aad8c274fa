import { EJSON, Int32 } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../types.js';
import { compileUpdate } from './index.js';

/** The same update on plain JavaScript values, written without regard to speed, types or sharing. */
type Model = Record<string, unknown>;

interface Step {
  readonly operator: string;
  readonly field: string;
  readonly operand: unknown;
}

const field = fc.constantFrom('a', 'b', 'c');
const number = fc.integer({ min: -5, max: 5 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ operator: fc.constantFrom('$set', '$inc', '$mul', '$min', '$max'), field, operand: number }),
  fc.record({ operator: fc.constant('$unset'), field, operand: fc.constant('') }),
  fc.record({
    operator: fc.constantFrom('$push', '$addToSet', '$pull'),
    field: fc.constantFrom('x', 'y'),
    operand: number,
  }),
  fc.record({
    operator: fc.constant('$push'),
    field: fc.constantFrom('x', 'y'),
    operand: fc.record({
      $each: fc.array(number, { maxLength: 3 }),
      $sort: fc.constantFrom(1, -1),
      $slice: fc.integer({ min: -4, max: 4 }),
    }),
  }),
  fc.record({
    operator: fc.constant('$pop'),
    field: fc.constantFrom('x', 'y'),
    operand: fc.constantFrom(1, -1),
  }),
  fc.record({
    operator: fc.constant('$set'),
    field: fc.constantFrom('d.a', 'd.b.c', 'd.b.d'),
    operand: number,
  }),
  fc.record({
    operator: fc.constant('$unset'),
    field: fc.constantFrom('d', 'd.a', 'd.b.c'),
    operand: fc.constant(''),
  }),
);

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function pushed(list: number[], operand: unknown): number[] {
  if (typeof operand === 'number') return [...list, operand];
  const { $each, $sort, $slice } = operand as { $each: number[]; $sort: number; $slice: number };
  const sorted = [...list, ...$each].sort((a, b) => (a - b) * $sort);
  if ($slice === 0) return [];
  return $slice > 0 ? sorted.slice(0, $slice) : sorted.slice($slice);
}

function changed(current: unknown, { operator, operand }: Step): unknown {
  const list = (current ?? []) as number[];
  const amount = operand as number;
  switch (operator) {
    case '$set':
      return amount;
    case '$inc':
      return numberOf(current, 0) + amount;
    case '$mul':
      return numberOf(current, 0) * amount + 0;
    case '$min':
      return current === undefined ? amount : Math.min(current as number, amount);
    case '$max':
      return current === undefined ? amount : Math.max(current as number, amount);
    case '$push':
      return pushed(list, operand);
    case '$addToSet':
      return list.includes(amount) ? list : [...list, amount];
    case '$pull':
      return current === undefined ? undefined : list.filter((one) => one !== amount);
    case '$pop':
      if (current === undefined) return undefined;
      return amount === 1 ? list.slice(0, -1) : list.slice(1);
    default:
      return undefined;
  }
}

function modelStep(model: Model, one: Step): void {
  const steps = one.field.split('.');
  let target = model;
  for (const name of steps.slice(0, -1)) {
    if (target[name] === undefined) {
      if (one.operator === '$unset') return;
      target[name] = {};
    }
    target = target[name] as Model;
  }
  const last = steps.at(-1)!;
  const next = changed(target[last], one);
  if (next === undefined) delete target[last];
  else target[last] = next;
}

function toBson(value: unknown): unknown {
  if (typeof value === 'number') return new Int32(value);
  if (Array.isArray(value)) return value.map(toBson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toBson(inner)]));
}

function plain(document: Document): unknown {
  return EJSON.parse(EJSON.stringify(document), { relaxed: true });
}

describe('updates', () => {
  it('should agree with a naive model over random sequences, and never write to what they were given', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const model: Model = { _id: 1 };
        let document = toBson(model) as Document;
        for (const one of steps) {
          const before = EJSON.stringify(document);
          const given = document;
          document = compileUpdate({ [one.operator]: { [one.field]: toBson(one.operand) } }).apply(document);
          expect(EJSON.stringify(given)).toBe(before);
          modelStep(model, one);
          expect(plain(document)).toEqual(model);
          if (EJSON.stringify(document) === before) expect(document).toBe(given);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('should not depend on the order in which operators are written', () => {
    const distinct = fc.uniqueArray(
      fc.record({
        operator: fc.constantFrom('$set', '$inc', '$max'),
        field: fc.constantFrom('a', 'b', 'c', 'd.x', 'd.y'),
        operand: number,
      }),
      { selector: (one) => one.field, minLength: 2 },
    );
    const combined = (steps: readonly Step[]): Document => {
      const update: Record<string, Document> = {};
      for (const { operator, field: name, operand } of steps) {
        update[operator] = { ...update[operator], [name]: toBson(operand) as Document };
      }
      return compileUpdate(update).apply({ _id: new Int32(1), a: new Int32(0) });
    };
    fc.assert(
      fc.property(distinct, (steps) => {
        expect(EJSON.stringify(combined(steps))).toBe(EJSON.stringify(combined(steps.toReversed())));
      }),
    );
  });
});
