import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { DEFAULT_HEADER_RULES, type HeaderRule, headerRulesSchema } from './header-rules.js';

const MEBIBYTE = 1024 * 1024;

const count = (least: number) => z.number().int().min(least);

const settingsSchema = z.strictObject({
  timeoutMs: count(1).optional(),
  connectTimeoutMs: count(1).optional(),
  responseLimitBytes: count(1_024).optional(),
  connections: count(1).optional(),
  queue: count(0).optional(),
  idleMs: count(1).optional(),
  compression: z.boolean().optional(),
  deduplicate: z.boolean().optional(),
  retries: z
    .strictObject({ max: count(0).max(10).optional(), budgetPercent: z.number().min(0).max(100).optional() })
    .optional(),
  circuit: z
    .strictObject({
      enabled: z.boolean().optional(),
      failures: count(1).optional(),
      failureRate: z.number().gt(0).max(1).optional(),
      minimumCalls: count(1).optional(),
      openMs: count(1).optional(),
    })
    .optional(),
  headers: z.strictObject({ request: headerRulesSchema }).optional(),
});

const trafficSchema = z.strictObject({
  all: settingsSchema.optional(),
  subgraphs: z.record(z.string(), settingsSchema).optional(),
});

/** What a traffic file holds: settings for all subgraphs, and those that differ by a subgraph's name. */
export type TrafficFile = z.output<typeof trafficSchema>;

/** Settings as a file or the environment gives them, for those that it gives. */
export type GivenTrafficSettings = z.output<typeof settingsSchema>;

/** How requests to one subgraph are sent. */
export interface TrafficSettings {
  /** The longest that one fetch may take, retries included. @default 30000 */
  readonly timeoutMs: number;
  /** @default 3000 */
  readonly connectTimeoutMs: number;
  /** Largest accepted answer, as sent and again after decompression. @default 32 MiB */
  readonly responseLimitBytes: number;
  /** Most connections at once. @default 128 */
  readonly connections: number;
  /** Most fetches that wait for a connection. @default 1024 */
  readonly queue: number;
  /** How long a free connection is kept. @default 4000 */
  readonly idleMs: number;
  /** Whether answers may come compressed. @default false */
  readonly compression: boolean;
  /** Whether equal queries in flight from one caller's authority are sent once. @default false */
  readonly deduplicate: boolean;
  readonly retries: {
    /** Most times that one query is sent again. @default 2 */
    readonly max: number;
    /** Most retries for a hundred queries. @default 10 */
    readonly budgetPercent: number;
  };
  readonly circuit: {
    /** @default true */
    readonly enabled: boolean;
    /** Failures in a row that open it. @default 10 */
    readonly failures: number;
    /** Share of failures in 10 s that opens it. @default 0.5 */
    readonly failureRate: number;
    /** Least calls in 10 s for the share to count. @default 20 */
    readonly minimumCalls: number;
    /** Time until a call is let through to try. @default 1000 */
    readonly openMs: number;
  };
  /** Rules of the headers that go on, in order. @default authorization and x-request-id */
  readonly headerRules: readonly HeaderRule[];
}

const DEFAULTS: TrafficSettings = {
  timeoutMs: 30_000,
  connectTimeoutMs: 3_000,
  responseLimitBytes: 32 * MEBIBYTE,
  connections: 128,
  queue: 1_024,
  idleMs: 4_000,
  compression: false,
  deduplicate: false,
  retries: { max: 2, budgetPercent: 10 },
  circuit: { enabled: true, failures: 10, failureRate: 0.5, minimumCalls: 20, openMs: 1_000 },
  headerRules: DEFAULT_HEADER_RULES,
};

/** Settings by subgraph. */
export class Traffic {
  readonly #file: TrafficFile;
  readonly #environment: GivenTrafficSettings;

  /** Precedence: defaults < the file's `all` < `environment` < the file's subgraph. */
  constructor(file: TrafficFile = {}, environment: GivenTrafficSettings = {}) {
    this.#file = file;
    this.#environment = environment;
  }

  /** The settings of one subgraph. */
  of(subgraph: string): TrafficSettings {
    const { all = {}, subgraphs = {} } = this.#file;
    const own = Object.hasOwn(subgraphs, subgraph) ? subgraphs[subgraph] : undefined;
    return [all, this.#environment, own ?? {}].reduce(overridden, DEFAULTS);
  }

  /** Subgraphs that the file has settings for. */
  get named(): readonly string[] {
    return Object.keys(this.#file.subgraphs ?? {});
  }

  /** All rules of headers, of any subgraph. */
  get allHeaderRules(): readonly HeaderRule[] {
    const { all, subgraphs = {} } = this.#file;
    const files = [all, ...Object.values(subgraphs)];
    return [...DEFAULT_HEADER_RULES, ...files.flatMap((settings) => settings?.headers?.request ?? [])];
  }
}

// Rules add up; everything else replaces.
function overridden(base: TrafficSettings, { headers, ...given }: GivenTrafficSettings): TrafficSettings {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...base,
    ...set,
    retries: { ...base.retries, ...given.retries },
    circuit: { ...base.circuit, ...given.circuit },
    headerRules: headers ? [...base.headerRules, ...headers.request] : base.headerRules,
  };
}

/** Reads a traffic file, YAML or JSON. Faults name the place in it; there is a file only without faults. */
export function readTrafficFile(path: string): { file?: TrafficFile; faults: string[] } {
  let content: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    // Loaded by those who have such a file.
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    content = parse(text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR';
    return {
      faults: [isMissing ? `the file cannot be read (${code})` : 'the file is neither YAML nor JSON'],
    };
  }
  const parsed = trafficSchema.safeParse(content ?? {});
  if (parsed.success) return { file: parsed.data, faults: [] };
  return {
    faults: parsed.error.issues.map(({ path: place, message }) =>
      place.length === 0 ? message : `${place.join('.')}: ${message}`,
    ),
  };
}
