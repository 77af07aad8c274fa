import { readFileSync } from 'node:fs';
import type { Logger } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { Engine } from '../executor/engine.js';
import { costCheck } from '../pipeline/check-cost.js';
import { DocumentCache } from '../pipeline/document-cache.js';
import { OperationList } from '../pipeline/operation-list.js';
import { OperationResolver } from '../pipeline/operation-resolver.js';
import { OperationTexts, type TextSources } from '../pipeline/operation-text.js';
import { PersistedQueries } from '../pipeline/persisted-queries.js';
import { watchForChange } from '../supergraph/watch-file.js';

/** What every operation goes through before an engine, whatever transport it came by. */
export interface OperationGate {
  readonly resolver: OperationResolver;
  /** Ends the watch of the list of operations. */
  stop(): void;
}

/** Makes the gate that the configuration asks for. @throws Error when the list of operations cannot be used. */
export function createOperationGate(
  config: GatewayConfig,
  { engines, log }: { readonly engines: { readonly current: Engine }; readonly log: Logger },
): OperationGate {
  const development = config.ORRERY_ENV === 'development';
  const list =
    config.OPERATION_LIST === undefined ? undefined : followList(config.OPERATION_LIST, config, log);
  const documents = new DocumentCache({
    limits: {
      depth: config.DEPTH_LIMIT,
      aliases: config.ALIAS_LIMIT,
      rootFields: config.ROOT_FIELD_LIMIT,
      directives: config.DIRECTIVE_LIMIT,
      tokens: config.TOKEN_LIMIT,
      selections: config.SELECTION_LIMIT,
    },
    introspection: config.INTROSPECTION ?? development,
    suggestions: development,
    cacheBytes: config.DOCUMENT_CACHE_BYTES,
  });
  // A text that is kept by its hash would get around a list that is to name every operation.
  const isBound = list !== undefined && (list.mode === 'listed' || list.mode === 'id');
  const persisted =
    config.PERSISTED_QUERIES && !isBound ? new PersistedQueries(config.PERSISTED_QUERIES_BYTES) : undefined;
  const texts = new OperationTexts({ persisted, list, log });
  return {
    resolver: new OperationResolver({
      engines,
      texts,
      documents,
      checkCost: costCheck(config.COST_LIMIT, config.COST_LIST_SIZE),
    }),
    stop: () => list?.stop(),
  };
}

function followList(
  file: string,
  { OPERATION_LIST_MODE: mode }: GatewayConfig,
  log: Logger,
): NonNullable<TextSources['list']> & { stop(): void } {
  let current = readList(file);
  const watching = watchForChange(file, () => {
    try {
      current = readList(file);
      log.info({ file, operations: current.size }, 'the list of operations was read again');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ file, reason }, 'the new list of operations was refused; the last good one stays');
    }
  });
  return {
    mode,
    get current() {
      return current;
    },
    stop: () => watching.stop(),
  };
}

function readList(file: string): OperationList {
  try {
    return new OperationList(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the list of operations ${file} cannot be used: ${reason}`, { cause: error });
  }
}
