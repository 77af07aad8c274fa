/** What the gateway answered, or that it did not. */
export type Answered<Data> =
  | { readonly kind: 'data'; readonly data: Data }
  | { readonly kind: 'errors'; readonly codes: readonly string[] }
  | { readonly kind: 'no answer' };

/** Sends one operation to the gateway. */
export async function ask<Data>(
  url: string,
  token: string,
  query: string,
  variables: object,
): Promise<Answered<Data>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(20_000),
    });
    const { data, errors } = (await response.json()) as {
      data?: Data;
      errors?: { extensions?: { code?: string } }[];
    };
    if (errors) return { kind: 'errors', codes: errors.map(({ extensions }) => extensions?.code ?? '?') };
    return data ? { kind: 'data', data } : { kind: 'no answer' };
  } catch {
    return { kind: 'no answer' };
  }
}

const RETRY_MS = 200;

/** Sends an operation that may be sent again until it is answered. @throws Error when it is refused as such, or `until` has come */
export async function insist<Data>(
  url: string,
  token: string,
  query: string,
  variables: object,
  until: number,
): Promise<Data> {
  for (;;) {
    const answered = await ask<Data>(url, token, query, variables);
    if (answered.kind === 'data') return answered.data;
    if (answered.kind === 'errors' && answered.codes.some((code) => REFUSALS.has(code))) {
      throw new Error(`refused: ${answered.codes.join(', ')}`);
    }
    if (Date.now() > until) {
      throw new Error(
        `no answer in time: ${answered.kind === 'errors' ? answered.codes.join(', ') : 'none'}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

const REFUSALS = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'NOT_FOUND',
  'UNAUTHENTICATED',
]);
