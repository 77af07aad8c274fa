import { GraphQLError, type ValidationRule } from 'graphql';

/** Refuses `__schema` and `__type`; `__typename` is no introspection. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    const { value } = node.name;
    if (value !== '__schema' && value !== '__type') return;
    context.reportError(
      new GraphQLError(`Introspection is switched off here: ${value} cannot be asked for.`, {
        nodes: node,
        extensions: { validationErrorCode: 'INTROSPECTION_DISABLED' },
      }),
    );
  },
});
