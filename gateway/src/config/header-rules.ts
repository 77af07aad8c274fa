import { HEADER } from '@orrery/contracts';
import { z } from 'zod';

/** Headers by lower-case name. */
export type Headers = Readonly<Record<string, string>>;

// What belongs to one connection (RFC 9110, 7.6.1) or is made anew for each fetch: never taken from a client or a rule.
const OWN_HEADERS = new Set<string>([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
  'expect',
  HEADER.timeoutMs,
  HEADER.clientAddress,
  HEADER.clientAgent,
]);

// RFC 9110, 5.6.2 and 5.5: what a name and a value may be made of.
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const nameField = z
  .string()
  .transform((name) => name.toLowerCase())
  .refine((name) => NAME.test(name), 'is not the name of a header')
  .refine((name) => !OWN_HEADERS.has(name), 'is set by the gateway itself and cannot be ruled');
const valueField = z.string().refine((value) => VALUE.test(value), 'has characters that no header may have');
const patternField = z.string().transform((source, context) => {
  try {
    return new RegExp(source);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a regular expression' });
    return z.NEVER;
  }
});

const NAMED_OR_MATCHING = 'needs either named or matching';

const ruleSchema = z
  .strictObject({
    /** Sends the client's header on. */
    propagate: z
      .strictObject({
        named: nameField.optional(),
        /** A regular expression of lower-case names. */
        matching: patternField.optional(),
        /** The name to send it under; for `named` only. @default the same name */
        rename: nameField.optional(),
        /** What to send when the client sent none; for `named` only. @default nothing */
        default: valueField.optional(),
      })
      .refine(({ named, matching }) => (named === undefined) !== (matching === undefined), NAMED_OR_MATCHING)
      .refine(
        (rule) => rule.named !== undefined || (rule.rename === undefined && rule.default === undefined),
        'rename and default go with named only',
      )
      .optional(),
    /** Sends a header of its own. */
    insert: z.strictObject({ name: nameField, value: valueField }).optional(),
    /** Takes back what rules before it would send. */
    remove: z
      .strictObject({ named: nameField.optional(), matching: patternField.optional() })
      .refine(({ named, matching }) => (named === undefined) !== (matching === undefined), NAMED_OR_MATCHING)
      .optional(),
  })
  .refine((rule) => Object.keys(rule).length === 1, 'needs exactly one of propagate, insert and remove');

/** Rules of the headers that go to subgraphs, in the order in which they are applied. */
export const headerRulesSchema = z.array(ruleSchema);

/** One rule, read. */
export type HeaderRule = z.output<typeof ruleSchema>;

/** What goes on without a rule: the caller's token and the request's id. */
export const DEFAULT_HEADER_RULES: readonly HeaderRule[] = [
  { propagate: { named: 'authorization' } },
  { propagate: { named: HEADER.requestId } },
];

/** The headers to send, of those of a client, by rules in order. */
export function appliedRules(rules: readonly HeaderRule[], client: Headers): Headers {
  const sent = new Map<string, string>();
  for (const { propagate, insert, remove } of rules) {
    if (propagate) propagateTo(sent, propagate, client);
    else if (insert) sent.set(insert.name, insert.value);
    else if (remove) {
      for (const name of [...sent.keys()]) {
        if (remove.named === name || remove.matching?.test(name)) sent.delete(name);
      }
    }
  }
  return Object.fromEntries(sent);
}

/**
 * The headers to send to a subgraph, of those of a client.
 * @param ownToken whether the gateway's own token takes the place of whatever Authorization the rules would send
 */
export function headersToSend(rules: readonly HeaderRule[], client: Headers, ownToken: boolean): Headers {
  const headers = appliedRules(rules, client);
  if (!ownToken) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
}

function propagateTo(
  sent: Map<string, string>,
  rule: NonNullable<HeaderRule['propagate']>,
  client: Headers,
): void {
  if (rule.named !== undefined) {
    const value = Object.hasOwn(client, rule.named) ? client[rule.named] : rule.default;
    if (value !== undefined) sent.set(rule.rename ?? rule.named, value);
    return;
  }
  for (const [name, value] of Object.entries(client)) {
    if (!OWN_HEADERS.has(name) && rule.matching?.test(name)) sent.set(name, value);
  }
}

/**
 * Makes what takes from a client's request the headers that any of the rules could send on: all that an operation has to
 * keep of them. Headers that the client's Connection header names are for the gateway alone.
 */
export function headersKept(
  rules: readonly HeaderRule[],
): (received: Readonly<Record<string, string | string[] | undefined>>) => Record<string, string> {
  const propagated = rules.flatMap(({ propagate }) => propagate ?? []);
  const names = [...new Set(propagated.flatMap(({ named }) => named ?? []))];
  const patterns = propagated.flatMap(({ matching }) => matching ?? []);
  return (received) => {
    const kept: Record<string, string> = {};
    const keep = (name: string) => {
      const value = received[name];
      if (value !== undefined) kept[name] = typeof value === 'string' ? value : value.join(', ');
    };
    for (const name of names) keep(name);
    if (patterns.length > 0) {
      for (const name of Object.keys(received)) {
        if (!OWN_HEADERS.has(name) && patterns.some((pattern) => pattern.test(name))) keep(name);
      }
    }
    const { connection } = received;
    if (typeof connection === 'string' && connection !== 'keep-alive') {
      for (const name of connection.toLowerCase().split(/[\s,]+/)) delete kept[name];
    }
    return kept;
  };
}
