import { resolve } from 'node:path';
import type { ProcessKind, Settings } from '@orrery/runtime';
import { parse } from 'yaml';
import { GATEWAY, SERVICES } from '../topology.js';

/** What a process of the product would be started with. */
export interface ProcessSettings {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly settings: Settings;
}

/** What is asked for by the file and not set, beside the settings. */
export interface ComposedSettings {
  readonly processes: readonly ProcessSettings[];
  readonly missing: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, unknown>> }>>;
  readonly secrets?: Readonly<Record<string, { readonly file?: string }>>;
}

const SECRETS = '/run/secrets/';

/**
 * What docker compose would start the gateway and the services with: the environment of its file, with `variables` filled in.
 * A secret stands for the file that it is read from.
 * @param folder That of the compose file: paths begin there.
 */
export function composeSettings(text: string, variables: Settings, folder: string): ComposedSettings {
  const file = parse(text, { merge: true }) as ComposeFile;
  const missing = new Set<string>();
  const fill = (value: unknown) => interpolated(String(value ?? ''), variables, missing);
  const fileOf = (value: string) => {
    const secret = value.startsWith(SECRETS) ? file.secrets?.[value.slice(SECRETS.length)] : undefined;
    return secret?.file === undefined ? value : resolve(folder, fill(secret.file));
  };
  for (const { environment = {} } of Object.values(file.services)) Object.values(environment).forEach(fill);
  const processes = [GATEWAY.name, ...SERVICES.map(({ name }) => name)].map((name): ProcessSettings => {
    const given = Object.entries(file.services[name]?.environment ?? {});
    const settings = given
      .map(([variable, value]) => [variable, fileOf(fill(value))] as const)
      .filter(([, value]) => value !== '');
    const kind = name === GATEWAY.name ? 'gateway' : 'service';
    return { name, kind, settings: Object.fromEntries(settings) };
  });
  return { processes, missing: [...missing].sort() };
}

// ${NAME}, ${NAME:-default} and ${NAME:?message}; https://docs.docker.com/reference/compose-file/interpolation/
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?])([^}]*))?\}/g;

function interpolated(text: string, variables: Settings, missing: Set<string>): string {
  return text.replace(VARIABLE, (_whole, name: string, sign: string | undefined, rest = '') => {
    const value = variables[name];
    if (value !== undefined && value !== '') return value;
    if (sign?.endsWith('-')) return rest;
    missing.add(name);
    return '';
  });
}
