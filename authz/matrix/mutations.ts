import { ALL_SCOPES, type Scope } from '@orrery/contracts';
import { ASKERS, type Asker, askerNamed } from './askers.js';
import { changed } from './databases.js';
import { mayHave, scopesFor } from './expected.js';
import { clientGraph, type Graph, selectionOf, subgraphs } from './graphs.js';
import type { MatrixRun } from './matrix.js';
import { ONLY_BY_MUTATIONS, PLACES } from './places.js';
import { ACCOUNT_PROBES } from './probes/account.probes.js';
import { API_KEY_PROBES, CREDENTIAL_PROBES, LAST_PROBES, LOGIN_PROBES } from './probes/login.probes.js';
import type { MutationProbe, ProbeScene } from './probes/mutation-probe.js';
import { ORDER_PROBES } from './probes/order.probes.js';
import { PAYMENT_PROBES } from './probes/payment.probes.js';
import { REVIEW_PROBES } from './probes/review.probes.js';
import { STOCK_PROBES } from './probes/stock.probes.js';
import type { Rows } from './rows.js';
import { strangersAt } from './strangers.js';
import { type Answer, refusalIn, type Target } from './target.js';

/** All mutations, in the order in which they are run. */
export const PROBES: readonly MutationProbe[] = [
  ...ACCOUNT_PROBES,
  ...LOGIN_PROBES,
  ...CREDENTIAL_PROBES,
  ...API_KEY_PROBES,
  ...STOCK_PROBES,
  ...ORDER_PROBES,
  ...PAYMENT_PROBES,
  ...REVIEW_PROBES,
  ...LAST_PROBES,
];

/** A server that takes mutations, and how its callers are known there. */
interface Door {
  readonly graph: Graph;
  readonly target: Target;
  headersOf(asker: Asker, scopes: readonly Scope[]): Promise<Readonly<Record<string, string | undefined>>>;
}

/** Runs every mutation as everybody, at the gateway and at its subgraph: first for all who may not, then for those who may. */
export class MutationRun {
  readonly #doors: readonly Door[];

  constructor(
    private readonly run: MatrixRun,
    private readonly rows: Rows,
  ) {
    const { tokens } = run;
    const gateway: Door = {
      graph: clientGraph(),
      target: run.gateway,
      headersOf: async (asker, scopes) => ({ authorization: await tokens.ofClient(asker, scopes) }),
    };
    const services = subgraphs().map((graph): Door => {
      const target = run.services.get(graph.name);
      if (!target) throw new Error(`the system has no service ${graph.name}`);
      return {
        graph,
        target,
        headersOf: async (asker, scopes) => ({ authorization: tokens.ofGateway(asker, graph.name, scopes) }),
      };
    });
    this.#doors = [gateway, ...services];
  }

  /** Whoever may not is refused, and nothing is written by it. */
  async refuseAll(): Promise<void> {
    const before = await this.run.databases.digests();
    for (const probe of refusable()) {
      for (const { door, asker, scopes } of this.#seatsOf(probe)) {
        if (this.#may(probe, asker, scopes)) continue;
        const headers = await door.headersOf(asker, scopes);
        await this.#refuse(probe, door, asker.name, headers, asker);
      }
      await this.#refuseStrangers(probe);
    }
    for (const name of changed(before, await this.run.databases.digests())) {
      this.run.ledger.fault(`mutations that were refused have changed ${name}`);
    }
  }

  /** Whoever may gets what the probe is to end with. */
  async allowAll(): Promise<void> {
    for (const probe of PROBES) {
      for (const { door, asker, scopes } of this.#seatsOf(probe)) {
        if (!this.#may(probe, asker, scopes) || !(probe.askers?.includes(asker.name) ?? true)) continue;
        const args = (await probe.args?.(this.#scene(asker))) ?? '';
        const headers = await door.headersOf(asker, scopes);
        const answer = await this.#send(door, probe.field, args, headers);
        this.#writeAllowed(probe, door, asker, answer);
      }
    }
  }

  #seatsOf({ field }: MutationProbe): { door: Door; asker: Asker; scopes: readonly Scope[] }[] {
    const { expectations } = this.run;
    const right = scopesFor(expectations, [`Mutation.${field}`]);
    return this.#doors
      .filter(({ graph }) => graph.field('Mutation', field))
      .flatMap((door) =>
        ASKERS.map((asker) => {
          const scopes = right.length > 0 ? right : ALL_SCOPES;
          return { door, asker, scopes: asker.hasRightScopes ? scopes : [] };
        }),
      );
  }

  #may({ field, isOwners }: MutationProbe, asker: Asker, scopes: readonly Scope[]): boolean {
    if (isOwners && asker.name !== 'owner') return false;
    return mayHave(this.run.expectations, [`Mutation.${field}`], asker, scopes);
  }

  async #refuse(
    probe: MutationProbe,
    door: Door,
    name: string,
    headers: Readonly<Record<string, string | undefined>>,
    asker: Asker,
  ): Promise<void> {
    const scene = this.#scene(asker);
    const args = (await (probe.refused ?? probe.args)?.(scene)) ?? '';
    const { data, ...rest } = await this.#send(door, probe.field, args, headers);
    const value = data?.[probe.field] ?? null;
    const cell = { asker: name, way: door.graph.name };
    const outcome = {
      expected: false,
      came: value !== null,
      detail: value === null ? refusalIn(rest) : JSON.stringify(value).slice(0, 80),
    };
    this.run.ledger.record({ ...cell, coordinate: `Mutation.${probe.field}` }, outcome);
    for (const { coordinate, key } of outcomeFields(door.graph, probe.field)) {
      const inner = (value as Record<string, unknown> | null)?.[key] ?? null;
      this.run.ledger.record({ ...cell, coordinate }, { ...outcome, came: inner !== null });
    }
  }

  async #refuseStrangers(probe: MutationProbe): Promise<void> {
    for (const door of this.#doors) {
      if (door.graph.name === 'gateway' || !door.graph.field('Mutation', probe.field)) continue;
      for (const [name, headers] of await strangersAt(door.graph.name, this.run.tokens)) {
        await this.#refuse(probe, door, name, headers, askerNamed('anonymous'));
      }
    }
  }

  #writeAllowed(probe: MutationProbe, door: Door, asker: Asker, answer: Answer): void {
    const value = answer.data?.[probe.field] ?? null;
    const { expectations, ledger } = this.run;
    const cell = { asker: asker.name, way: door.graph.name };
    const detail = value === null ? refusalIn(answer) : JSON.stringify(value).slice(0, 80);
    const came = value !== null;
    ledger.record({ ...cell, coordinate: `Mutation.${probe.field}` }, { expected: true, came, detail });
    const { outcome } = probe;
    const type = (value as { __typename?: string } | null)?.__typename;
    if (outcome && type !== outcome) {
      const told = `${probe.field} for ${asker.name} by ${door.graph.name} was to end with ${outcome}`;
      ledger.fault(`${told}, not with ${type ?? refusalIn(answer)}`);
      return;
    }
    for (const { coordinate, key, of } of outcomeFields(door.graph, probe.field)) {
      if (of !== outcome || !mayHave(expectations, [coordinate], asker)) continue;
      const inner = (value as Record<string, unknown>)[key] ?? null;
      ledger.record({ ...cell, coordinate }, { expected: true, came: inner !== null, detail });
    }
  }

  async #send(
    { graph, target }: Door,
    field: string,
    args: string,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<Answer> {
    const query = `mutation { ${field}${args && `(${args})`}${selectionFor(graph, field)} }`;
    const answer = await target.ask(query, headers);
    if (answer.status === 400)
      throw new Error(`${graph.name} did not understand:\n${query}\n${refusalIn(answer)}`);
    const isOurs = answer.errors?.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR');
    if (answer.status >= 500 || isOurs) {
      this.run.ledger.fault(`${graph.name} answered ${refusalIn(answer)} to ${query.slice(0, 200)}`);
    }
    return answer;
  }

  #scene(asker: Asker): ProbeScene {
    const [gateway] = this.#doors;
    return {
      asker,
      rows: this.rows,
      databases: this.run.databases,
      mutate: async (who, text) => {
        const headers = { authorization: await this.run.tokens.ofClient(askerNamed(who)) };
        const answer = await gateway?.target.ask(`mutation { ${text} }`, headers);
        if (!answer?.data) throw new Error(`${text} as ${who}: ${answer && refusalIn(answer)}`);
        return answer.data;
      },
    };
  }
}

// One of each mutation, and what names something of the owner's: how it would have ended makes no difference to who is refused.
function refusable(): readonly MutationProbe[] {
  const seen = new Set<string>();
  return PROBES.filter(({ field, isOwners }) => {
    const isNew = !seen.has(field);
    seen.add(field);
    return isNew || isOwners;
  });
}

interface OutcomeField {
  readonly coordinate: string;
  /** The type of the outcome. */
  readonly of: string;
  /** The response name, since outcomes have fields of the same name and different types. */
  readonly key: string;
  readonly text: string;
}

/** The fields of what a mutation may answer, but for what queries answer as well. */
function outcomeFields(graph: Graph, mutation: string): readonly OutcomeField[] {
  const field = graph.field('Mutation', mutation);
  const members = field ? graph.membersOf(selectionOf(field).type) : [];
  return members
    .flatMap(({ name: of }) => graph.fieldsOf(of).map((name) => ({ of, name })))
    .filter(({ of, name }) => !PLACES[of] || ONLY_BY_MUTATIONS.has(`${of}.${name}`))
    .map(({ of, name }): OutcomeField => {
      const inner = graph.field(of, name);
      const key = `${of}_${name}`;
      const text = `${key}: ${name}${inner ? selectionOf(inner).selection : ''}`;
      return { coordinate: `${of}.${name}`, of, key, text };
    });
}

function selectionFor(graph: Graph, mutation: string): string {
  const field = graph.field('Mutation', mutation);
  if (!field || selectionOf(field).selection === '') return '';
  const outcomes = outcomeFields(graph, mutation).map(({ of, text }) => `... on ${of} { ${text} }`);
  return ` { ${['__typename', ...outcomes].join(' ')} }`;
}
