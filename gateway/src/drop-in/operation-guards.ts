import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { z } from 'zod';
import { operationFields } from '../config/operation-settings.js';
import type { Engine, ResolvedOperation } from '../executor/engine.js';
import { costCheck } from '../pipeline/check-cost.js';
import type { CheckCost, Resolution } from '../pipeline/operation-resolver.js';
import { type Refusal, refuse } from '../pipeline/refusal.js';
import { countSelections } from '../security/count-selections.js';
import { explainLimit, type OperationLimits } from '../security/operation-limits.js';
import { scanText } from '../security/scan-text.js';
import type { ApolloRequest } from './apollo-types.js';

/** Bounds of one operation, those of a server of Orrery's; 0 leaves one out. */
export interface GuardLimits extends OperationLimits {
  /** Cost of one operation, by the supergraph's @cost and @listSize. @default 1000000 */
  readonly cost: number;
  /** How long a list is taken to be that no @listSize tells of. @default 10 */
  readonly costListSize: number;
}

const limitsSchema = z.strictObject({
  depth: operationFields.DEPTH_LIMIT,
  aliases: operationFields.ALIAS_LIMIT,
  rootFields: operationFields.ROOT_FIELD_LIMIT,
  directives: operationFields.DIRECTIVE_LIMIT,
  tokens: operationFields.TOKEN_LIMIT,
  selections: operationFields.SELECTION_LIMIT,
  cost: operationFields.COST_LIMIT,
  costListSize: operationFields.COST_LIST_SIZE,
});

/** Reads the option `limits`. @throws Error naming everything that is wrong with it */
export function readLimits(given: unknown): GuardLimits {
  const parsed = limitsSchema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  ${['limits', ...path].join('.')}: ${message}`,
  );
  throw new Error(`SupergraphGateway does not take:\n${faults.join('\n')}`);
}

/**
 * What stands before planning: the same bounds, in the same order and with the same words, as those of a server of Orrery's.
 * Apollo Server has parsed and validated by then. What was looked through once is remembered for as long as Apollo Server keeps
 * its document.
 */
export class OperationGuards {
  readonly #limits: GuardLimits;
  readonly #checkCost: CheckCost;
  readonly #documents = new WeakMap<DocumentNode, { readonly refusal: Refusal | undefined }>();
  readonly #resolutions = new WeakMap<OperationDefinitionNode, Resolution>();

  constructor(limits: GuardLimits) {
    this.#limits = limits;
    this.#checkCost = costCheck(limits.cost, limits.costListSize);
  }

  /** The operation as the engine takes it, or why it is refused. */
  check(
    engine: Engine,
    operation: OperationDefinitionNode,
    { document, source, queryHash, request }: ApolloRequest,
  ): ResolvedOperation | Refusal {
    const refusal = this.#refusalOf(document, source);
    if (refusal) return refusal;
    const resolution = this.#resolutionOf(engine, { document, operation, queryHash });
    return this.#checkCost(resolution, request.variables ?? {}) ?? resolution.resolved;
  }

  #refusalOf(document: DocumentNode, source: string): Refusal | undefined {
    let known = this.#documents.get(document);
    if (!known) {
      const exceeded = scanText(source, this.#limits) ?? countSelections(document, this.#limits);
      known = {
        refusal: exceeded && refuse(400, 'OPERATION_TOO_COMPLEX', explainLimit(exceeded)),
      };
      this.#documents.set(document, known);
    }
    return known.refusal;
  }

  #resolutionOf(engine: Engine, resolved: ResolvedOperation): Resolution {
    const known = this.#resolutions.get(resolved.operation);
    if (known && known.engine === engine) return known;
    const resolution = { engine, resolved };
    this.#resolutions.set(resolved.operation, resolution);
    return resolution;
  }
}
