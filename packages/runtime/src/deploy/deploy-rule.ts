import type { ConfigFault } from '../config/load-config.js';

/** The variables of one process, as text; what is empty is not set. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What a rule is about: the gateway, or one of the services. */
export type ProcessKind = 'gateway' | 'service';

/** Something that must not be so where others can reach the system. */
export interface DeployRule {
  /** The variable to change. */
  readonly name: string;
  readonly kinds: readonly ProcessKind[];
  /** A warning is told; a fault fails the check. */
  readonly severity: 'fault' | 'warning';
  /** Whether a process in production refuses to start for it. */
  readonly isEnforced: boolean;
  /** What is wrong, without any value: it may be a secret. Undefined when nothing is. */
  find(settings: Settings): string | undefined;
  readonly remedy: string;
}

/** What a rule found. */
export interface DeployFinding extends ConfigFault {
  readonly severity: DeployRule['severity'];
  readonly remedy: string;
}

/** What `rules` find in the settings of a process, in their order. */
export function deployFindings(
  rules: readonly DeployRule[],
  kind: ProcessKind,
  settings: Settings,
): DeployFinding[] {
  return rules
    .filter(({ kinds }) => kinds.includes(kind))
    .flatMap(({ name, severity, remedy, find }) => {
      const message = find(settings);
      return message === undefined ? [] : [{ name, severity, message, remedy }];
    });
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether a process with these settings is one that others can reach: it says that it is in production, or listens beyond its machine. */
export function isDeployed({ ORRERY_ENV, HOST }: Settings): boolean {
  if (ORRERY_ENV !== undefined) return ORRERY_ENV === 'production';
  return HOST !== undefined && !LOOPBACK.test(HOST);
}

/** What keeps a deployed process from starting; nothing for one that is not deployed. */
export function refusals(rules: readonly DeployRule[], kind: ProcessKind, settings: Settings): ConfigFault[] {
  if (!isDeployed(settings)) return [];
  const enforced = rules.filter(({ isEnforced }) => isEnforced);
  return deployFindings(enforced, kind, settings).map(({ name, message, remedy }) => ({
    name,
    message: `${message}: ${remedy}`,
  }));
}
