import { parse } from 'graphql';
import { expect, test, vi } from 'vitest';
import type { OperationContext } from '../operation-context.js';
import { decideLabels, overrideLabelsOf } from './override-labels.js';

const context = { requestId: 'r1' } as OperationContext;

test('finds each label of a supergraph once', () => {
  const supergraph = parse(`
    type T {
      a: Int @join__field(graph: A, override: "b", overrideLabel: "percent(25)")
      b: Int @join__field(graph: A, override: "b", overrideLabel: "beta")
      c: Int @join__field(graph: A, override: "b", overrideLabel: "beta") @join__field(graph: B)
    }
  `);
  expect(overrideLabelsOf(supergraph)).toEqual(['beta', 'percent(25)']);
});

test.each([
  ['percent(25)', 0.2499, true],
  ['percent(25)', 0.25, false],
  ['percent(0)', 0, false],
  ['percent(100)', 0.999999, true],
  ['percent(0.5)', 0.0049, true],
])('decides %s at %d', (label, drawn, on) => {
  expect(decideLabels([label], context, undefined, () => drawn).get(label)).toBe(on);
});

test('asks the callback for other labels, with the operation it is for', () => {
  const decide = vi.fn((label: string) => label === 'beta');
  expect([...decideLabels(['beta', 'gamma'], context, decide)]).toEqual([
    ['beta', true],
    ['gamma', false],
  ]);
  expect(decide).toHaveBeenCalledWith('beta', context);
});

test('leaves other labels off without a callback', () => {
  expect(decideLabels(['beta'], context, undefined).get('beta')).toBe(false);
});
