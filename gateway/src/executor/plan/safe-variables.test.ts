import { type OperationDefinitionNode, parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { renamedVariables, withSafeVariables } from './safe-variables.js';

const WRITTEN =
  'query ($representations: Int, $mine: Int, $orrery_x: Int) { a(b: $representations, c: $mine, d: $orrery_x) }';

it('should rename the variables that the planner has too, and those that look renamed', () => {
  expect(print(withSafeVariables(parse(WRITTEN))).replace(/\s+/g, ' ')).toContain(
    'a(b: $orrery_representations, c: $mine, d: $orrery_orrery_x)',
  );
});

it('should give their values the new names, and leave out what was not given', () => {
  const [operation] = parse(WRITTEN).definitions;
  const renamed = renamedVariables(operation as OperationDefinitionNode);
  expect(renamed({ representations: 1, mine: 2 })).toEqual({
    representations: 1,
    orrery_representations: 1,
    mine: 2,
  });
});

it('should leave others as they are', () => {
  const document = parse('query ($mine: Int) { a(b: $mine) }');
  const variables = { mine: 1 };
  expect(withSafeVariables(document)).toBe(document);
  expect(renamedVariables(document.definitions[0] as OperationDefinitionNode)(variables)).toBe(variables);
});
