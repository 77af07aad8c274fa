import { stripIgnoredCharacters } from 'graphql';
import { z } from 'zod';

/** What happens to an operation by whether a manifest lists it. */
export type ListMode =
  /** Listed ones may be sent by their ids; everything else is served as without a list. */
  | 'allow'
  /** As `allow`, and each operation that is not listed is logged. */
  | 'log'
  /** Only listed operations are served, sent by id or by text. */
  | 'listed'
  /** Only listed operations are served, sent by id alone. */
  | 'id';

// https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string(),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string().min(1),
    }),
  ),
});

/** The operations that a manifest lists. */
export class OperationList {
  readonly #bodies = new Map<string, string>();
  readonly #texts = new Set<string>();

  /** @throws Error saying what is wrong with the manifest. */
  constructor(manifest: string) {
    let json: unknown;
    try {
      json = JSON.parse(manifest);
    } catch {
      throw new Error('it is not JSON');
    }
    const parsed = manifestSchema.safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(`it is no manifest of persisted queries: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    for (const { id, body } of parsed.data.operations) {
      const known = this.#bodies.get(id);
      if (known !== undefined && known !== body) throw new Error(`it lists the id ${id} twice`);
      this.#bodies.set(id, body);
      this.#texts.add(withoutLayout(body));
    }
  }

  /** How many operations are listed. */
  get size(): number {
    return this.#bodies.size;
  }

  /** The text that is listed under an id. */
  bodyOf(id: string): string | undefined {
    return this.#bodies.get(id);
  }

  /** Whether a text is listed, however it is laid out. */
  lists(text: string): boolean {
    return this.#texts.has(withoutLayout(text));
  }
}

// Spaces, commas and comments mean nothing in GraphQL. What is no GraphQL is listed nowhere but as it stands.
function withoutLayout(text: string): string {
  try {
    return stripIgnoredCharacters(text);
  } catch {
    return text;
  }
}
