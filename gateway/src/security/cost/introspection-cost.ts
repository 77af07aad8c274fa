import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { CostRules, ListSize } from './cost-rules.js';

// It asks no subgraph; but it is worked out here, between the operations of everybody else.
const WEIGHT = 0.5;

const OBJECTS = ['__Schema', '__Type', '__Field', '__InputValue', '__EnumValue', '__Directive'];

/** Rules by which introspection costs as many objects as it is likely to answer: half a point for each. */
export function withIntrospection({ weights, listSizes }: CostRules, schema: GraphQLSchema): CostRules {
  const types = Object.values(schema.getTypeMap());
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = withFields.flatMap((type) => Object.values(type.getFields()));
  const inputs = types.filter(isInputObjectType);
  const enums = types.filter(isEnumType);
  const lengths: Record<string, number> = {
    '__Schema.types': types.length,
    '__Schema.directives': schema.getDirectives().length,
    '__Type.fields': average(fields.length, withFields.length),
    '__Type.inputFields': average(count(inputs.map((type) => Object.keys(type.getFields()))), inputs.length),
    '__Type.enumValues': average(count(enums.map((type) => type.getValues())), enums.length),
    '__Type.interfaces': average(count(withFields.map((type) => type.getInterfaces())), withFields.length),
    '__Type.possibleTypes': 1,
    '__Field.args': average(count(fields.map(({ args }) => args)), fields.length),
    '__Directive.args': 1,
    '__Directive.locations': 1,
  };
  return {
    weights: new Map([...weights, ...OBJECTS.map((name) => [name, WEIGHT] as const)]),
    listSizes: new Map([
      ...listSizes,
      ...Object.entries(lengths).map(([name, length]) => [name, assumed(length)] as const),
    ]),
  };
}

function assumed(assumedSize: number): ListSize {
  return { assumedSize, slicingArguments: [], sizedFields: [], requireOneSlicingArgument: false };
}

function count(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((sum, { length }) => sum + length, 0);
}

function average(total: number, among: number): number {
  return Math.max(1, total / Math.max(1, among));
}
