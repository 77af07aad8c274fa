import { CommandError } from '../../errors.js';
import { typeName } from '../../matcher/type-names.js';
import { type Document, isDocument, own, put } from '../../types.js';
import { args, checkedFields, nullish, nullUnary, type Operator, type OperatorTable } from './operator.js';

/** Joins documents, later fields replacing earlier ones; null and missing are passed over. */
export function mergeDocuments(values: readonly unknown[]): Document {
  const result: Document = {};
  for (const value of values) {
    if (nullish(value)) continue;
    if (!isDocument(value)) {
      throw new CommandError(
        'Location40400',
        `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
      );
    }
    for (const [key, field] of Object.entries(value)) put(result, key, field);
  }
  return result;
}

const getField: Operator = (operand, compile, name) => {
  const fields = isDocument(operand) && Object.hasOwn(operand, 'field') ? operand : { field: operand };
  const { field, input = '$$CURRENT' } = checkedFields(fields, ['field'], ['input'], name);
  const key = compile(field);
  const source = compile(input);
  return (scope) => {
    const document = source(scope);
    if (nullish(document)) return document;
    const wanted = key(scope);
    if (typeof wanted !== 'string') {
      throw new CommandError('Location3041704', `$getField requires 'field' to evaluate to type String`);
    }
    return isDocument(document) ? own(document, wanted) : undefined;
  };
};

function writer(withValue: boolean): Operator {
  return (operand, compile, name) => {
    const required = withValue ? ['field', 'input', 'value'] : ['field', 'input'];
    const fields = checkedFields(operand, required, [], name);
    const key = compile(fields.field);
    const source = compile(fields.input);
    const value = compile(withValue ? fields.value : '$$REMOVE');
    return (scope) => {
      const document = source(scope);
      if (nullish(document)) return null;
      const name = key(scope);
      if (!isDocument(document) || typeof name !== 'string') {
        throw new CommandError(
          'Location4161105',
          `$setField requires 'input' to be an object and 'field' a string`,
        );
      }
      const copy = { ...document };
      const next = value(scope);
      if (next === undefined) delete copy[name];
      else put(copy, name, next);
      return copy;
    };
  };
}

/** Documents as values. */
export const OBJECTS: OperatorTable = {
  $mergeObjects: args(0, Number.POSITIVE_INFINITY, (values) =>
    mergeDocuments(values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values),
  ),
  $objectToArray: nullUnary((value, name) => {
    if (!isDocument(value)) {
      throw new CommandError('Location40390', `${name} requires a document input, found: ${typeName(value)}`);
    }
    return Object.entries(value).map(([k, v]: [string, unknown]) => ({ k, v }));
  }),
  $getField: getField,
  $setField: writer(true),
  $unsetField: writer(false),
};
