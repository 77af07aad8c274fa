import { signDevelopmentToken } from '@orrery/runtime';
import { demoUser } from '../../graph/graph-client.js';

/** Who sends what is sent: nobody, customers, and an administrator. */
const CALLERS = ['ada', 'cleo', 'alan'] as const;

const PLACEHOLDER = /TOKEN-OF-(ada|cleo|alan)/g;
const FRESH_MS = 1_000;

/** Authorization headers as they are generated: whose token it is, and not yet which. Undefined for nobody. */
export const AUTHORIZATIONS: readonly (string | undefined)[] = [
  undefined,
  ...CALLERS.map((who) => `Bearer TOKEN-OF-${who}`),
];

/** Tokens that are never older than a second: what is sent ends sessions and takes roles away, and voids those of before. */
export class FreshTokens {
  #tokens: Record<string, string> = {};
  #at = 0;

  /** @param keyFile the key that development tokens are signed with */
  constructor(private readonly keyFile: string) {}

  /** Signs anew what is too old. */
  async renew(): Promise<void> {
    if (Date.now() - this.#at < FRESH_MS) return;
    this.#at = Date.now();
    for (const who of CALLERS)
      this.#tokens[who] = await signDevelopmentToken(this.keyFile, demoUser(who), 600);
  }

  /** A text with everybody's token of now in it. */
  fill(text: string): string {
    return text.replace(PLACEHOLDER, (_placeholder, who: string) => this.#tokens[who] ?? '');
  }
}
