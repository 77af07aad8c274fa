import { randomBytes } from 'node:crypto';
import type { Asker, AskingUser } from '../askers.js';
import type { Databases } from '../databases.js';
import type { Rows } from '../rows.js';

/** What the arguments of a mutation are made of. */
export interface ProbeScene {
  readonly asker: Asker;
  readonly rows: Rows;
  readonly databases: Databases;
  /** Runs a mutation through the gateway as another asker, by name. @throws Error when it has no data */
  mutate(who: string, text: string): Promise<Readonly<Record<string, unknown>>>;
}

/** One mutation, run so that it ends in one way. */
export interface MutationProbe {
  readonly field: string;
  /** What it answers to those who may: a member of its result's union. @default whatever */
  readonly outcome?: string;
  /** Of those who may, whom to ask, by name. @default all */
  readonly askers?: readonly string[];
  /** Whether what the arguments name is the owner's, so that nobody else may, whatever the field's line says. */
  readonly isOwners?: boolean;
  /** The arguments for those who may; prepares what they need. @default none */
  args?(scene: ProbeScene): string | Promise<string>;
  /**
   * The arguments for those who may not, with which it would have an effect; they prepare nothing. Of several probes of one
   * mutation the first one's are sent. @default those of `args`
   */
  refused?(scene: ProbeScene): string | Promise<string>;
}

/** A word that was not used before, in capital letters and digits. */
export function fresh(): string {
  return randomBytes(4).toString('hex').toUpperCase();
}

/** The user who asks; the owner stands in for who is none. */
export function userOf({ asker }: ProbeScene, owner: AskingUser): AskingUser {
  return asker.user ?? owner;
}

/** A text as GraphQL writes it. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}
