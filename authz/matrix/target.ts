/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

const MOST_TRIES = 60;
const RETRY_MS = 1_000; // what servers ask for

/** A server that is asked: the gateway, or a subgraph reached directly. */
export class Target {
  constructor(
    /** `http://127.0.0.1:4000` */
    readonly url: string,
  ) {}

  /** Sends an operation, and again as long as the server has too much to do: it has done nothing of it then. */
  async ask(
    query: string,
    headers: Readonly<Record<string, string | undefined>> = {},
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    const sent = new Headers({ 'content-type': 'application/json' });
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, value);
    const body = JSON.stringify({ query, variables });
    for (let tries = 1; ; tries++) {
      const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers: sent, body });
      const answer: Answer = { ...((await response.json()) as object), status: response.status };
      if (!isOverloaded(answer) || tries === MOST_TRIES) return answer;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Whether a server said that it has more to do than it can. */
export function isOverloaded({ errors = [] }: Pick<Answer, 'errors'>): boolean {
  return errors.some(({ extensions }) => extensions?.code === 'OVERLOADED');
}

/** What an answer says instead of data, for people: of the errors at a response name, or of all. */
export function refusalIn({ status, errors = [] }: Answer, alias?: string): string {
  const here = alias === undefined ? errors : errors.filter(({ path }) => path?.[0] === alias);
  const [error] = here.length > 0 ? here : errors;
  const code = error?.extensions?.code;
  return error ? `${status} ${code ?? ''} ${error.message.slice(0, 120)}` : `${status} null without an error`;
}
