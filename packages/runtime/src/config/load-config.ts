import type { z } from 'zod';

/** One fault of a configuration: where it is, and what is wrong with it. */
export interface ConfigFault {
  /** The variable's name, e.g. `MONGODB_URI`. */
  readonly name: string;
  readonly message: string;
}

/** Thrown by {@link loadConfig}: carries every fault at once, never a value (it may be a secret). */
export class ConfigError extends Error {
  constructor(
    readonly process: string,
    readonly faults: readonly ConfigFault[],
  ) {
    const lines = faults.map((fault) => `  ${fault.name}: ${fault.message}`);
    super(
      `${process} cannot start: ${faults.length} fault(s) in its configuration\n${lines.join('\n')}\n` +
        `Set each as an environment variable, or as a flag (PORT=4001 or --port 4001).`,
    );
    this.name = 'ConfigError';
  }
}

/** What {@link loadConfig} reads from. */
export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags as `--mongodb-uri VALUE` or `--mongodb-uri=VALUE`. */
  readonly argv?: readonly string[];
}

// Set for every process of the product by whoever starts it, and read elsewhere than in a process's own schema.
const SHARED_VARIABLES = new Set(['ORRERY_DATA_DIR', 'ORRERY_TEST_DATA', 'ORRERY_APT', 'ORRERY_NO_SKIP']);

/**
 * Reads one process's configuration: defaults < environment < flags.
 * `schema` is an object schema whose keys are the variables' names (`PORT`, `MONGODB_URI`); empty strings count as unset.
 * @param refusals Finds what is wrong with the settings as a whole, given as text. @default nothing
 * @throws ConfigError naming every fault: a bad value, a missing one, an unknown flag, an unknown `ORRERY_*` variable.
 */
export function loadConfig<S extends z.ZodObject>(
  process: string,
  schema: S,
  sources: ConfigSources,
  refusals: (settings: Readonly<Record<string, string>>) => readonly ConfigFault[] = () => [],
): z.output<S> {
  const faults: ConfigFault[] = [];
  const known = Object.keys(schema.shape);
  const raw: Record<string, string> = {};
  for (const name of known) {
    const value = sources.env[name];
    if (value !== undefined && value !== '') raw[name] = value;
  }
  for (const name of Object.keys(sources.env)) {
    if (name.startsWith('ORRERY_') && !known.includes(name) && !SHARED_VARIABLES.has(name)) {
      faults.push({ name, message: `is not a variable of ${process}; known: ${known.join(', ')}` });
    }
  }
  readFlags(sources.argv ?? [], known, raw, faults);
  faults.push(...refusals(raw));
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0] ?? '(all)');
      faults.push({ name, message: name in raw ? issue.message : `is required (${issue.message})` });
    }
  }
  if (faults.length > 0 || !parsed.success) throw new ConfigError(process, faults);
  return parsed.data;
}

function readFlags(
  argv: readonly string[],
  known: readonly string[],
  raw: Record<string, string>,
  faults: ConfigFault[],
): void {
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string;
    const match = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(argument);
    const name = match?.[1]?.replaceAll('-', '_').toUpperCase();
    if (name === undefined || !known.includes(name)) {
      // What is no flag may be the value of one that is misspelled, and a secret: it is told by its place.
      const shown = match ? `--${match[1]}` : `argument ${i + 1}`;
      faults.push({ name: shown, message: 'is not a flag of this process' });
      continue;
    }
    const value = match?.[2] ?? argv[++i];
    if (value === undefined) faults.push({ name: argument, message: 'needs a value' });
    else raw[name] = value;
  }
}
