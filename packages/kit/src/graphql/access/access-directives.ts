import {
  type ConstDirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isInterfaceType,
  Kind,
  parse,
} from 'graphql';
import { ACCESS, type AccessRule } from './access-rule.js';
import { accessOf } from './declarations.js';

/** The federation directives that say access in a subgraph's SDL. */
export const ACCESS_DIRECTIVES = ['@authenticated', '@requiresScopes', '@policy'] as const;

/**
 * The directives that say a type's access to the gateway, which then refuses before it fetches. On the type when all its
 * fields have its rule, else on each field: what the gateway reads as AND is here a choice. Interfaces take none
 * (composition refuses them): the gateway reads those of their types.
 */
export function accessDirectives(type: GraphQLObjectType | GraphQLInterfaceType): {
  readonly ofType: readonly ConstDirectiveNode[];
  ofField(name: string): readonly ConstDirectiveNode[];
} {
  const fields = type.getFields();
  const ofType = type.extensions[ACCESS] as AccessRule | undefined;
  if (isInterfaceType(type)) return { ofType: [], ofField: () => [] };
  if (ofType && Object.values(fields).every((field) => accessOf(type, field)?.isOwn === false)) {
    return { ofType: directivesOf(ofType, false), ofField: () => [] };
  }
  return {
    ofType: [],
    ofField: (name) => {
      const field = fields[name];
      const isExternal = field?.astNode?.directives?.some(({ name: { value } }) => value === 'external');
      const access = field && !isExternal ? accessOf(type, field) : undefined;
      return access ? directivesOf(access.rule, access.isOwn) : [];
    },
  };
}

function directivesOf(rule: AccessRule, isFieldsOwn: boolean): readonly ConstDirectiveNode[] {
  if (rule.kind === 'scopes') return directive(`@requiresScopes(scopes: ${JSON.stringify(rule.anyOf)})`);
  if (rule.kind === 'policy') return directive(`@policy(policies: ${JSON.stringify([[rule.name]])})`);
  const isForKnown = rule.kind === 'authenticated' || (rule.kind === 'owner' && !isFieldsOwn);
  return isForKnown ? directive('@authenticated') : [];
}

function directive(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`type T ${text}`).definitions;
  return definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.directives ?? []) : [];
}
