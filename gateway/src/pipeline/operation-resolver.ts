import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Engine, ResolvedOperation } from '../executor/engine.js';
import type { CheckedDocument, DocumentCache } from './document-cache.js';
import type { OperationParams } from './operation-params.js';
import type { OperationTexts } from './operation-text.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';

/** An operation that passed every guard, and the engine that it was checked for. */
export interface Resolution {
  readonly engine: Engine;
  readonly resolved: ResolvedOperation;
}

/** Checks what an operation costs with its variables. */
export type CheckCost = (
  resolution: Resolution,
  variables: Readonly<Record<string, unknown>>,
) => Refusal | undefined;

/** What operations are resolved with. */
export interface ResolverOptions {
  /** The engine of the supergraph that is served now. */
  readonly engines: { readonly current: Engine };
  readonly texts: OperationTexts;
  readonly documents: DocumentCache;
  readonly checkCost: CheckCost;
}

/** Takes requests of every transport through the guards: no operation gets to an engine in another way. */
export class OperationResolver {
  readonly #options: ResolverOptions;
  readonly #byDocument = new WeakMap<CheckedDocument, Map<string | undefined, Resolution>>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /**
   * Finds the text, parses and bounds and validates it, picks the operation and checks its cost.
   * @param engine The engine to check against, if not that of the supergraph that is served now.
   */
  resolve(params: OperationParams, engine: Engine = this.#options.engines.current): Resolution | Refusal {
    const { texts, documents, checkCost } = this.#options;
    const found = texts.textOf(params);
    if (isRefusal(found)) return found;
    const checked = documents.check(found.text, engine.schema);
    if (isRefusal(checked)) return checked;
    const resolution = this.#operationOf(checked, params.operationName, engine);
    if (isRefusal(resolution)) return resolution;
    found.onValid?.();
    return checkCost(resolution, params.variables) ?? resolution;
  }

  #operationOf(checked: CheckedDocument, name: string | undefined, engine: Engine): Resolution | Refusal {
    let known = this.#byDocument.get(checked);
    if (!known) {
      known = new Map();
      this.#byDocument.set(checked, known);
    }
    const before = known.get(name);
    if (before && before.engine === engine) return before;
    const operation = operationNamed(checked, name);
    if (isRefusal(operation)) return operation;
    const { document, hash: queryHash } = checked;
    const resolution = { engine, resolved: { document, operation, queryHash } };
    known.set(name, resolution);
    return resolution;
  }
}

// https://spec.graphql.org/October2021/#GetOperation()
function operationNamed(
  { document }: CheckedDocument,
  name: string | undefined,
): OperationDefinitionNode | Refusal {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (name === undefined || name === '') {
    const [first, second] = operations;
    if (!first) return unresolved('The document has no operation.');
    return second
      ? unresolved('The document has several operations: send the operationName of the one to run.')
      : first;
  }
  const named = operations.find((operation) => operation.name?.value === name);
  return named ?? unresolved(`The document has no operation named "${name}".`);
}

function unresolved(message: string): Refusal {
  return refuse(400, 'OPERATION_RESOLUTION_FAILURE', message);
}
