import type DataLoader from 'dataloader';

/** A representation of an entity as the gateway sends it: its type, a key's fields, and what @requires asks for. */
export type Representation = Readonly<Record<string, unknown>> & { readonly __typename: string };

/** Resolves a representation to the service's own object of the entity, or null when there is none. */
export type ReferenceResolver<Loaders> = (
  representation: Representation,
  context: { readonly loaders: Loaders },
) => unknown;

/** The reference resolvers of a service's entities, by type name. */
export type References<Loaders> = Readonly<Record<string, ReferenceResolver<Loaders>>>;

/**
 * The reference resolver of an entity that the service owns: `keys` gives each @key field's DataLoader, so that all
 * representations of one request cost one query. Fields that @requires asked for are kept beside the document's own.
 */
export function ownedEntity<Loaders>(
  keys: Readonly<Record<string, (loaders: Loaders) => DataLoader<string, object | null>>>,
): ReferenceResolver<Loaders> {
  return async (representation, { loaders }) => {
    const { __typename, ...fields } = representation;
    const name = Object.keys(keys).find((key) => typeof fields[key] === 'string');
    if (name === undefined) return null;
    const document = await keys[name]?.(loaders).load(fields[name] as string);
    if (!document) return null;
    const { [name]: _key, ...required } = fields;
    return { ...required, ...document, __typename };
  };
}

/** The reference resolver of another service's entity: the representation itself, which the fields added here read. */
export function foreignEntity<Loaders>(): ReferenceResolver<Loaders> {
  return (representation) => representation;
}
