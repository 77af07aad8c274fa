import { createHash } from 'node:crypto';
import { type OperationDefinitionNode, print } from 'graphql';
import type { ResolvedOperation } from '../../executor/engine.js';
import { type CallerClaims, type ClaimsOf, NOBODY } from './caller-claims.js';
import { type FilterRules, filterOperation } from './filter-operation.js';
import { isMet, type Requirement } from './requirement.js';

/**
 * Decides policies for a caller: asked once for an operation, of all policies that anything in it depends on. Only those that are
 * `true` in its answer hold. When it throws, the operation ends with an error.
 */
export type PolicyCheck = (
  policies: readonly string[],
  caller: CallerClaims,
) => Readonly<Record<string, boolean>> | Promise<Readonly<Record<string, boolean>>>;

interface Inspection {
  readonly requirements: readonly Requirement[];
  readonly policies: readonly string[];
  /** By which of the requirements are met. */
  readonly granted: Map<string, ResolvedOperation>;
}

const MOST_GRANTED = 100; // of one operation; what they are is found out again when there are more
const NO_POLICIES: Readonly<Record<string, boolean>> = {};

/** Decides what callers get of the operations of one supergraph. An operation is looked through once. */
export class Authorization {
  readonly #rules: FilterRules;
  readonly #policies: PolicyCheck | undefined;
  readonly #inspections = new WeakMap<OperationDefinitionNode, Inspection | 'open'>();

  /** @param policies @default no policy holds */
  constructor(rules: FilterRules, policies?: PolicyCheck) {
    this.#rules = rules;
    this.#policies = policies;
  }

  /**
   * What a caller gets of an operation, at once unless somebody has to be asked: the operation itself when it is all of it, else the
   * same one for all who get the same.
   * @throws GraphQLError when there is too much to look at
   */
  grant(
    operation: ResolvedOperation,
    claims: ClaimsOf | undefined,
  ): ResolvedOperation | Promise<ResolvedOperation> {
    const inspection = this.#inspect(operation);
    if (inspection === 'open') return operation;
    const caller = claims ? claims() : NOBODY;
    const asks = this.#policies !== undefined && inspection.policies.length > 0;
    if (caller instanceof Promise || asks) return this.#ask(operation, inspection, caller);
    return this.#decide(operation, inspection, caller, NO_POLICIES);
  }

  async #ask(
    operation: ResolvedOperation,
    inspection: Inspection,
    asked: CallerClaims | Promise<CallerClaims>,
  ): Promise<ResolvedOperation> {
    const caller = await asked;
    const { policies } = inspection;
    const held = policies.length > 0 ? await this.#policies?.(policies, caller) : undefined;
    return this.#decide(operation, inspection, caller, held ?? NO_POLICIES);
  }

  #inspect({ document, operation }: ResolvedOperation): Inspection | 'open' {
    const known = this.#inspections.get(operation);
    if (known) return known;
    const found = new Map<string, Requirement>();
    filterOperation(document, operation, this.#rules, (requirement) => {
      found.set(requirement.key, requirement);
      return true;
    });
    const requirements = [...found.values()];
    const policies = requirements.flatMap((one) => one.policies.flat(2));
    const inspection: Inspection | 'open' =
      requirements.length === 0
        ? 'open'
        : { requirements, policies: [...new Set(policies)], granted: new Map() };
    this.#inspections.set(operation, inspection);
    return inspection;
  }

  #decide(
    written: ResolvedOperation,
    { requirements, granted }: Inspection,
    caller: CallerClaims,
    policies: Readonly<Record<string, boolean>>,
  ): ResolvedOperation {
    const holds = (policy: string) => Object.hasOwn(policies, policy) && policies[policy] === true;
    const unmet = requirements.filter((requirement) => !isMet(requirement, caller, holds));
    if (unmet.length === 0) return written;
    const key = unmet.map((requirement) => requirement.key).join();
    let known = granted.get(key);
    if (!known) {
      known = this.#filtered(written, new Set(unmet.map((requirement) => requirement.key)));
      if (granted.size >= MOST_GRANTED) granted.clear();
      granted.set(key, known);
    }
    return known;
  }

  #filtered(
    { document, operation, queryHash }: ResolvedOperation,
    unmet: ReadonlySet<string>,
  ): ResolvedOperation {
    const filtered = filterOperation(document, operation, this.#rules, ({ key }) => !unmet.has(key));
    const what = createHash('sha256').update(print(filtered.document)).digest('hex');
    return { ...filtered, queryHash: `${queryHash} without ${what}` };
  }
}
