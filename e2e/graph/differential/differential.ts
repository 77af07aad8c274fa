import { type GraphQLSchema, parse, validate } from 'graphql';
import { type GeneratedOperation, type GeneratorOptions, generateOperation } from './operation-generator.js';
import { Random } from './random.js';
import { shrink } from './shrink.js';

/** An answer as it is compared. */
export interface ComparedAnswer {
  /** As text, so that the order of keys counts. */
  readonly data: string;
  /** Path and code of each, as text. */
  readonly errors: readonly string[];
  /** Whether the operation was not taken, because it is too complex. @default false */
  readonly isRefused?: boolean;
}

/** Answers one operation for one caller. */
export type Answerer<Caller> = (operation: GeneratedOperation, caller: Caller) => Promise<ComparedAnswer>;

/** What is held against each other. */
export interface DifferentialOptions<Caller> extends GeneratorOptions {
  readonly operations: number;
  readonly seed: number;
  readonly callers: readonly Caller[];
  readonly gateway: Answerer<Caller>;
  readonly monolith: Answerer<Caller>;
  /** The gateway's answer as the monolith would tell the same. @default as it is */
  readonly asMonolithTells?: (gateway: ComparedAnswer, monolith: ComparedAnswer) => ComparedAnswer;
}

/** An operation that two answer differently, made as small as it goes. */
export interface Difference<Caller> {
  /** Running with this seed and one operation makes the same operation again. */
  readonly seed: number;
  readonly caller: Caller;
  readonly operation: GeneratedOperation;
  readonly gateway: ComparedAnswer;
  readonly monolith: ComparedAnswer;
}

/** Counts of a run, so that nobody takes a run of empty answers for a proof. */
export interface DifferentialReport<Caller> {
  readonly operations: number;
  readonly withErrors: number;
  /** Those that the gateway did not take because they are too complex: nothing of them is compared. */
  readonly refused: number;
  readonly differences: readonly Difference<Caller>[];
}

/** Asks both the same random operations. Operation n of a run has the seed `seed + n`. */
export async function runDifferential<Caller>(
  options: DifferentialOptions<Caller>,
): Promise<DifferentialReport<Caller>> {
  const differences: Difference<Caller>[] = [];
  let withErrors = 0;
  let refused = 0;
  for (let n = 0; n < options.operations; n++) {
    const seed = options.seed + n;
    const random = new Random(seed);
    const caller = random.pick(options.callers);
    const operation = validOperation(options, random, options.schema);
    const { gateway, monolith, isSame } = await compare(options, operation, caller);
    if (gateway.isRefused) refused++;
    else if (monolith.errors.length > 0) withErrors++;
    if (isSame) continue;
    const smallest = await shrink(
      operation,
      options.schema,
      async (smaller) => !(await compare(options, smaller, caller)).isSame,
    );
    const told = await compare(options, smallest, caller);
    differences.push(
      told.isSame
        ? { seed, caller, operation, gateway, monolith }
        : { seed, caller, operation: smallest, gateway: told.gateway, monolith: told.monolith },
    );
  }
  return { operations: options.operations, withErrors, refused, differences };
}

/** A difference as a person reads it. */
export function describeDifference<Caller>({
  seed,
  caller,
  operation,
  gateway,
  monolith,
}: Difference<Caller>): string {
  return [
    `seed ${seed}, as ${String(caller ?? 'nobody')}`,
    operation.query,
    `variables ${JSON.stringify(operation.variables)}`,
    `gateway  ${gateway.data} ${gateway.errors.join(' ')}`,
    `monolith ${monolith.data} ${monolith.errors.join(' ')}`,
  ].join('\n');
}

// A few that are made are not valid (fields that do not merge over several types): others take their place.
function validOperation(
  options: GeneratorOptions,
  random: Random,
  schema: GraphQLSchema,
): GeneratedOperation {
  for (;;) {
    const operation = generateOperation(options, random);
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
}

async function compare<Caller>(
  { gateway: askGateway, monolith: askMonolith, asMonolithTells }: DifferentialOptions<Caller>,
  operation: GeneratedOperation,
  caller: Caller,
) {
  const [gateway, monolith] = await Promise.all([
    askGateway(operation, caller),
    askMonolith(operation, caller),
  ]);
  const told = asMonolithTells?.(gateway, monolith) ?? gateway;
  return { gateway, monolith, isSame: gateway.isRefused === true || isSameAnswer(told, monolith) };
}

// Where a null takes more with it, an executor may stop at the first error (6.4.4 of the specification): graphql-js does, and
// the gateway, which has fetched the rest by then, tells all.
function isSameAnswer(gateway: ComparedAnswer, monolith: ComparedAnswer): boolean {
  const isTold = (error: string) => gateway.errors.includes(error);
  const bothFail = gateway.errors.length > 0 === monolith.errors.length > 0;
  return gateway.data === monolith.data && bothFail && monolith.errors.every(isTold);
}
