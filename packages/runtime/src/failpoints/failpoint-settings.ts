import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConfigError } from '../config/load-config.js';
import type { Trigger, Triggers } from './failpoint.js';
import { FAILPOINTS, type FailpointName, isFailpoint } from './failpoint-names.js';

/** The variables that make a process die on purpose, for tests of what it loses. */
export const failpointFields = {
  /** `relay.published=exit@3` dies at the third pass, `relay.published=exit@p0.01` at each with this chance; several with commas. @default none */
  FAILPOINTS: z
    .string()
    .default('')
    .superRefine((text, context) => {
      for (const part of partsOf(text)) {
        const fault = faultOf(part);
        if (fault) context.addIssue({ code: 'custom', message: fault });
      }
    }),
  /** What chances are drawn from: the same seed gives the same draws at each point. @default 0 */
  FAILPOINT_SEED: z.coerce.number('must be a whole number').int().min(0).default(0),
};

/**
 * Reads {@link failpointFields}, for `armFailpoints`.
 * @throws ConfigError in production: nothing that runs in earnest is made to die
 */
export function failpointTriggers(
  process: string,
  config: { readonly ORRERY_ENV: string; readonly FAILPOINTS: string; readonly FAILPOINT_SEED: number },
): Triggers {
  const parts = partsOf(config.FAILPOINTS);
  if (parts.length > 0 && config.ORRERY_ENV === 'production') {
    const message = 'makes the process die on purpose: unset it, or set ORRERY_ENV=development';
    throw new ConfigError(process, [{ name: 'FAILPOINTS', message }]);
  }
  return new Map(
    parts.map((part) => {
      const { name, when } = split(part);
      return [name as FailpointName, triggerOf(name, when, config.FAILPOINT_SEED)];
    }),
  );
}

const WHEN = /^exit@(?:([1-9]\d{0,8})|p(0?\.\d+|[01]))$/;

function partsOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function split(part: string): { name: string; when: string } {
  const [name = '', when = ''] = part.split('=');
  return { name, when };
}

function faultOf(part: string): string | undefined {
  const { name, when } = split(part);
  if (!isFailpoint(name)) return `there is no point ${name}; there are ${Object.keys(FAILPOINTS).join(', ')}`;
  return WHEN.test(when) ? undefined : `${name} needs =exit@N (the pass) or =exit@pN (the chance at each)`;
}

function triggerOf(name: string, when: string, seed: number): Trigger {
  const [, at, chance] = WHEN.exec(when) ?? [];
  if (at !== undefined) return { kind: 'pass', at: Number(at) };
  return { kind: 'chance', chance: Number(chance), random: drawsOf(`${seed} ${name}`) };
}

// Draws from 0 up to 1: the n-th is the hash of the seed and n.
function drawsOf(seed: string): () => number {
  let nth = 0;
  return () => {
    nth += 1;
    return createHash('sha256').update(`${seed} ${nth}`).digest().readUInt32BE() / 2 ** 32;
  };
}
