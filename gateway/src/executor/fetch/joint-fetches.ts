import type { SubgraphResponse } from '../../transports/http/subgraph-response.js';
import { ByValues } from '../merge/by-values.js';
import { copyOf } from '../merge/copy-of.js';
import type { FetchStep, ResponseObject } from '../plan/compiled-plan.js';
import { hasLeavesOnly, type RepresentationBatch } from './representation-batch.js';

/** Asks a subgraph about entities. */
export type AskAbout = (representations: readonly ResponseObject[]) => Promise<SubgraphResponse>;

/** A fetch that waits for those that could go with it. */
interface Member {
  readonly step: FetchStep;
  readonly batch: RepresentationBatch;
  readonly ask: AskAbout;
  readonly resolve: (response: SubgraphResponse) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins the fetches of one run that ask the same of a subgraph and are ready in the same turn of the event loop: one request
 * asks about the entities of all of them, about each once. No fetch waits for one that is not ready: a subgraph that hangs in one
 * branch of a plan holds up no other.
 */
export class JointFetches {
  readonly #soon: (work: () => void) => void;
  readonly #begun = new Set<FetchStep>();
  #waiting: Member[] = [];

  /** @param soon calls its argument once when what arrives in this turn was worked off */
  constructor(soon: (work: () => void) => void) {
    this.#soon = soon;
  }

  /** Must be told of each fetch that has companions when its turn in the plan comes, whether or not it has anything to ask. */
  begins(step: FetchStep): void {
    this.#begun.add(step);
  }

  /** Asks about entities, perhaps together with companions; the answer is as if nobody else had asked. */
  ask(step: FetchStep, batch: RepresentationBatch, ask: AskAbout): Promise<SubgraphResponse> {
    return new Promise((resolve, reject) => {
      const companions = this.#waiting.filter((member) => step.companions.includes(member.step));
      const member = { step, batch, ask, resolve, reject };
      this.#waiting.push(member);
      const together = [...companions, member];
      if (together.every((one) => this.#hasNoneToCome(one))) this.#send(together);
      else if (companions.length === 0) this.#soon(() => this.#sendWith(member));
    });
  }

  #hasNoneToCome({ step }: Member): boolean {
    return step.companions.every((companion) => this.#begun.has(companion));
  }

  #sendWith(first: Member): void {
    if (!this.#waiting.includes(first)) return;
    this.#send(
      this.#waiting.filter(({ step }) => step === first.step || first.step.companions.includes(step)),
    );
  }

  #send(members: readonly Member[]): void {
    this.#waiting = this.#waiting.filter((member) => !members.includes(member));
    const [first] = members;
    if (!first) return;
    if (members.length === 1) {
      asked(first, first.batch.representations).then(first.resolve, first.reject);
      return;
    }
    const { representations, positions } = united(members);
    asked(first, representations).then(
      (response) => {
        for (const [i, { resolve }] of members.entries()) {
          resolve(shareOf(response, positions[i] ?? [], representations.length, i > 0));
        }
      },
      (error: unknown) => {
        for (const { reject } of members) reject(error);
      },
    );
  }
}

// It is called in a turn of its own, where nobody would catch what it throws.
async function asked({ ask }: Member, representations: readonly ResponseObject[]): Promise<SubgraphResponse> {
  return ask(representations);
}

// Each representation once, and where those of each member are among them.
function united(members: readonly Member[]) {
  const representations: ResponseObject[] = [];
  const byText = new Map<string, number>();
  const keys = members.map(({ step }) => step.representationKeys);
  const areAlike = keys.every((one) => one?.areExact && one.names.join() === keys[0]?.names.join());
  const byValues = areAlike && keys[0] ? new ByValues<{ readonly at: number }>(keys[0].names) : undefined;
  const add = (representation: ResponseObject) => ({ at: representations.push(representation) - 1 });
  const positions = members.map(({ batch }) =>
    batch.representations.map((representation) => {
      if (byValues && hasLeavesOnly(representation)) return byValues.get(representation, add).at;
      const text = JSON.stringify(representation);
      const known = byText.get(text) ?? add(representation).at;
      byText.set(text, known);
      return known;
    }),
  );
  return { representations, positions };
}

// What of an answer is for who asked about the entities at these positions. What is below an entity may get other data in each
// place, so that only one of those who asked gets it as it is.
function shareOf(
  { data, errors, extensions }: SubgraphResponse,
  positions: readonly number[],
  count: number,
  isCopied: boolean,
): SubgraphResponse {
  const { _entities: entities } = data;
  const own =
    Array.isArray(entities) && entities.length === count
      ? positions.map((position) => {
          const entity: unknown = entities[position];
          return isCopied && hasBelow(entity) ? copyOf(entity) : entity;
        })
      : undefined; // which each of them refuses
  const told = errors.flatMap((error) => {
    const [root, index, ...rest] = error.path ?? [];
    if (root !== '_entities' || typeof index !== 'number') return [error];
    const at = positions.indexOf(index);
    return at < 0 ? [] : [{ ...error, path: [root, at, ...rest] }];
  });
  return { data: { _entities: own }, errors: told, ...(extensions && { extensions }) };
}

function hasBelow(entity: unknown): boolean {
  return entity !== null && typeof entity === 'object' && !hasLeavesOnly(entity as ResponseObject);
}
