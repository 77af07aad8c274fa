import type { GatewayConfig } from '@apollo/gateway';
import type { AuthorizationOptions } from '../security/authorization/authorization-options.js';
import type { KeysOfUnion } from './apollo-types.js';
import type { GuardLimits } from './operation-guards.js';

/** Options of @apollo/gateway, and those that it does not have. */
export type SupergraphGatewayConfig = GatewayConfig & SupergraphGatewayExtras;

/** What a SupergraphGateway takes beside the options of @apollo/gateway. */
export interface SupergraphGatewayExtras {
  /** The longest that one operation may take, in milliseconds. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** The longest that planning one operation may take, in milliseconds. @default 5000 */
  readonly planningTimeoutMs?: number;
  /** Names of the client's headers that go on to the subgraphs; without effect where `buildService` is given. @default none */
  readonly forwardHeaders?: readonly string[];
  /** Bounds of one operation; 0 leaves one out. @default those of a server of Orrery's */
  readonly limits?: Partial<GuardLimits>;
  /**
   * How authorization directives are enforced. Callers are who the claims of their tokens say that the server puts into the context
   * as `claims`; without them, nobody.
   */
  readonly authorization?: AuthorizationOptions;
}

type OptionName = KeysOfUnion<GatewayConfig>;
type PlannerOptionName = keyof NonNullable<GatewayConfig['queryPlannerConfig']>;

/** Served as @apollo/gateway serves it; without effect there and here; or refused, in words that say what to do. */
type Treatment = 'honoured' | 'without effect' | { readonly refused: string };

/** What becomes of each option of @apollo/gateway 2.14.4. Its type makes the list complete. */
export const OPTIONS: Readonly<Record<OptionName, Treatment>> = {
  supergraphSdl: 'honoured',
  debug: 'honoured',
  logger: 'honoured',
  __exposeQueryPlanExperimental: 'honoured',
  buildService: 'honoured',
  experimental_didResolveQueryPlan: 'honoured',
  experimental_didUpdateSupergraph: 'honoured',
  experimental_approximateQueryPlanStoreMiB: 'honoured',
  experimental_autoFragmentization: 'without effect',
  fetcher: 'honoured',
  serviceHealthCheck: 'honoured',
  queryPlannerConfig: 'honoured',
  telemetry: 'honoured',
  validateSupergraph: 'honoured',
  serviceList: 'honoured',
  localServiceList: 'honoured',
  introspectionHeaders: 'honoured',
  pollIntervalInMs: 'honoured',
  schemaConfigDeliveryEndpoint: 'honoured',
  uplinkEndpoints: 'honoured',
  uplinkMaxRetries: 'honoured',
  fallbackPollIntervalInMs: 'honoured',
  experimental_updateServiceDefinitions: {
    refused:
      'it is deprecated in @apollo/gateway: give supergraphSdl a function or a manager that composes them',
  },
  experimental_updateSupergraphSdl: {
    refused: 'it is deprecated in @apollo/gateway: give supergraphSdl a function or a manager instead',
  },
};

/** What becomes of each option of `queryPlannerConfig`. */
export const PLANNER_OPTIONS: Readonly<Record<PlannerOptionName, Treatment>> = {
  exposeDocumentNodeInFetchNode: 'honoured',
  reuseQueryFragments: 'honoured',
  generateQueryFragments: 'honoured',
  debug: 'honoured',
  cache: {
    refused:
      'plans are kept compiled, in memory: take it away, and say how much by experimental_approximateQueryPlanStoreMiB',
  },
  incrementalDelivery: {
    refused:
      '@defer is not served inside Apollo Server: take it away, or serve the graph by createGatewayServer() or orrery-gateway',
  },
  typeConditionedFetching: { refused: '@apollo/gateway does not have it either: take it away' },
};

/**
 * Refuses options that this gateway does not honour.
 * @throws Error naming every one of them and what to do
 * @returns what to warn of: options that nobody knows, or that have no effect
 */
export function checkOptions(config: object): string[] {
  const planner = 'queryPlannerConfig' in config ? config.queryPlannerConfig : undefined;
  const given = [
    ...treatments(config, OPTIONS),
    ...treatments(planner, PLANNER_OPTIONS, 'queryPlannerConfig.'),
  ];
  const refused = given.flatMap(({ name, treatment }) =>
    typeof treatment === 'object' ? [`  ${name}: ${treatment.refused}`] : [],
  );
  if (refused.length > 0) throw new Error(`SupergraphGateway does not take:\n${refused.join('\n')}`);
  return given.flatMap(({ name, treatment }) => {
    if (treatment === undefined)
      return [`SupergraphGateway does not know the option ${name}; it has no effect`];
    return treatment === 'without effect' ? [`the option ${name} has no effect`] : [];
  });
}

const EXTRAS: Readonly<Record<keyof SupergraphGatewayExtras, Treatment>> = {
  requestTimeoutMs: 'honoured',
  planningTimeoutMs: 'honoured',
  forwardHeaders: 'honoured',
  limits: 'honoured',
  authorization: 'honoured',
};

function treatments(
  options: unknown,
  known: Readonly<Record<string, Treatment>>,
  prefix = '',
): { name: string; treatment: Treatment | undefined }[] {
  const all: Readonly<Record<string, Treatment>> = prefix === '' ? { ...known, ...EXTRAS } : known;
  return Object.entries(options ?? {})
    .filter(([, value]) => !isOff(value))
    .map(([name]) => ({
      name: `${prefix}${name}`,
      treatment: Object.hasOwn(all, name) ? all[name] : undefined,
    }));
}

// An object whose every switch is off asks for nothing.
function isOff(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const switches: unknown[] = Object.values(value);
  return switches.length > 0 && switches.every((one) => one === false || one === undefined);
}
