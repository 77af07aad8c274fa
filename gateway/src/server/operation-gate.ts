import type { Logger } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { Engine } from '../executor/engine.js';
import { costCheck } from '../pipeline/check-cost.js';
import { DocumentCache } from '../pipeline/document-cache.js';
import { OperationResolver } from '../pipeline/operation-resolver.js';
import { OperationTexts, type TextSources } from '../pipeline/operation-text.js';
import { PersistedQueries } from '../pipeline/persisted-queries.js';

/** Makes what every operation goes through before an engine, whatever transport it came by, as the configuration asks. */
export function createOperationGate(
  config: GatewayConfig,
  options: {
    readonly engines: { readonly current: Engine };
    readonly list: TextSources['list'];
    readonly log: Logger;
  },
): OperationResolver {
  const { engines, list, log } = options;
  const development = config.ORRERY_ENV === 'development';
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
  return new OperationResolver({
    engines,
    texts,
    documents,
    checkCost: costCheck(config.COST_LIMIT, config.COST_LIST_SIZE),
  });
}
