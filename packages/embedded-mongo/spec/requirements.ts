import type { RunOnRequirement } from './types.js';

/** What the server under test is: what a case's requirements are held against. */
const SERVER = { version: [8, 0, 0], topology: 'replicaset' } as const;
const PARAMETERS: Readonly<Record<string, unknown>> = { enableTestCommands: true };

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parseVersion(text: string): number[] {
  return text.split('.').map(Number);
}

/** Why the server does not meet a requirement; undefined when it does. */
function unmet(requirement: RunOnRequirement): string | undefined {
  const { minServerVersion, maxServerVersion, topologies } = requirement;
  if (minServerVersion && compareVersions(SERVER.version, parseVersion(minServerVersion)) < 0) {
    return `needs server ${minServerVersion} or later`;
  }
  if (maxServerVersion && compareVersions(SERVER.version, parseVersion(maxServerVersion)) > 0) {
    return `for servers up to ${maxServerVersion}`;
  }
  if (topologies && !topologies.includes(SERVER.topology)) return `for ${topologies.join(', ')}`;
  if (requirement.serverless === 'require') return 'for serverless';
  if (requirement.auth === true) return 'needs authentication';
  for (const [name, value] of Object.entries(requirement.serverParameters ?? {})) {
    if (PARAMETERS[name] !== value) return `needs the server parameter ${name}`;
  }
  if (requirement.csfle) return 'needs client-side encryption';
  return undefined;
}

/** Why none of the requirements is met; undefined when one is, or when there are none. */
export function skipReason(requirements: readonly RunOnRequirement[] | undefined): string | undefined {
  if (!requirements || requirements.length === 0) return undefined;
  const reasons = requirements.map(unmet);
  return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join('; ');
}
