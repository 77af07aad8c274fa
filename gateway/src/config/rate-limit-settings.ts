import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const countField = z.coerce.number('must be a number').int().min(0);

const FIELD = /^((?:Query|Mutation|Subscription)\.[_A-Za-z][_0-9A-Za-z]*)=([1-9][0-9]{0,8})$/;

const fieldsField = z.string().transform((text, context) => {
  const limits = new Map<string, number>();
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const [, coordinate, most] = FIELD.exec(part) ?? [];
    if (coordinate === undefined) {
      context.addIssue({ code: 'custom', message: `"${part}" must be such as Mutation.login=10` });
    } else limits.set(coordinate, Number(most));
  }
  return limits as ReadonlyMap<string, number>;
});

/** Which of the addresses that a request went through are believed: by their number, or by what they are. */
export type TrustedProxies =
  | { readonly hops: number }
  | { readonly networks: BlockList; readonly names: readonly string[] };

const proxiesField = z.string().transform((text, context): TrustedProxies => {
  if (/^[0-9]{1,2}$/.test(text)) return { hops: Number(text) };
  const networks = new BlockList();
  const names = text.split(',').map((entry) => entry.trim());
  for (const name of names) {
    if (!addNetwork(networks, name)) {
      context.addIssue({
        code: 'custom',
        message: `"${name}" must be a number of proxies, or addresses such as 10.0.0.0/8,::1`,
      });
    }
  }
  return { networks, names };
});

function addNetwork(networks: BlockList, name: string): boolean {
  const [address = '', bits, ...rest] = name.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  const most = family === 4 ? 32 : 128;
  if (bits !== undefined && (!/^[0-9]{1,3}$/.test(bits) || Number(bits) > most)) return false;
  networks.addSubnet(address, bits === undefined ? most : Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return true;
}

/** Settings of how much one caller, or one address, may ask for. */
export const rateLimitFields = {
  /**
   * Most operations in a minute of one caller, and of one address for those without a caller; 0 is no limit. Each operation of
   * a batch counts. @default 60000 in production, 0 in development
   */
  RATE_LIMIT: countField.optional(),
  /** Most uses of root fields in a minute from one address, each alias counted: `Mutation.login=10,...`. @default none */
  RATE_LIMIT_FIELDS: z.string().default('').pipe(fieldsField),
  /** Where the counts are kept when several gateways share them: `redis://...`. @default in this process */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// address' }).optional(),
  /**
   * The proxies whose X-Forwarded-For is believed: how many there are in front (`1`), or their addresses
   * (`10.0.0.0/8,::1`). @default none: the address is that of the connection
   */
  TRUST_PROXY: proxiesField.optional(),
} as const;

/** What {@link rateLimitFields} parse to. */
export type RateLimitSettings = z.output<z.ZodObject<typeof rateLimitFields>>;
