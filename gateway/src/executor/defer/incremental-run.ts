import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { IncrementalAnswer, IncrementalChunk, IncrementalPart, PendingPart } from '../engine.js';
import { type PlanRun, runStep } from '../fetch/run-plan.js';
import { copyOf } from '../merge/copy-of.js';
import { mergeInto } from '../merge/merge-into.js';
import type { ResponsePath } from '../null-positions.js';
import type { DeferredStep, DeferStep, ResponseObject, Step } from '../plan/compiled-plan.js';
import { fetchStepsOf } from '../plan/fetch-steps.js';
import type { Projection } from '../project/project.js';
import { deferPlaces } from './defer-places.js';

/** What an incremental run needs of the operation that it runs. */
export interface IncrementalOptions {
  readonly run: Omit<PlanRun, 'ended' | 'errors'>;
  readonly schema: GraphQLSchema;
  /** Projects an object of the subgraphs' data onto what a part delivers of it. */
  readonly project: (part: Delivered, source: ResponseObject, at: ResponsePath) => Projection;
  /** What a client may see of the errors of one part; `data` is all that the client has. */
  readonly errorsFor: (errors: readonly Error[], data: unknown) => readonly GraphQLError[];
}

/** What a part delivers, and where. */
export type Delivered = Pick<DeferredStep, 'selection' | 'path'>;

interface Part extends Delivered {
  readonly label: string | undefined;
  /** Settles when its own data was fetched; never rejects. */
  readonly fetched: Promise<Fetched>;
}

interface Fetched {
  readonly errors: readonly Error[];
  readonly nested: readonly Part[];
}

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/**
 * Runs a plan that defers: the first answer as soon as its own data is there, then each deferred part when its data is
 * there and what it belongs to was delivered. A part's fetches start when those that they depend on have ended.
 */
export class IncrementalRun {
  readonly #options: IncrementalOptions;
  readonly #gates = new Map<string, Gate>();
  readonly #ready: IncrementalPart[] = [];
  #announced: PendingPart[] = [];
  #open = 0;
  #nextId = 0;
  #wake: (() => void) | undefined;
  // All that the client has; a copy, because what was handed out must not change.
  #seen: ResponseObject | null = null;

  constructor(options: IncrementalOptions) {
    this.#options = options;
  }

  /** Runs until the first answer is there; the rest comes from its `subsequent`. */
  async start(step: DeferStep): Promise<IncrementalAnswer> {
    const { project, errorsFor, run } = this.#options;
    const { errors, nested } = await this.#begin(step);
    const projection = project({ selection: step.selection, path: [] }, run.data, []);
    this.#seen = copyOf(projection.data);
    const found = errorsFor([...errors, ...projection.errors], this.#seen);
    this.#announce(nested);
    const pending = this.#takeAnnounced();
    return {
      initial: { data: projection.data, ...(found.length > 0 && { errors: found }) },
      pending,
      hasNext: pending.length > 0,
      subsequent: this.#chunks(),
    };
  }

  // Starts a step's own fetches, and each of its parts as soon as what it depends on has ended.
  async #begin({ primary, deferred }: DeferStep): Promise<Fetched> {
    const errors: Error[] = [];
    const nested = deferred.map((part) => this.#beginPart(part));
    if (primary) await this.#run(primary, errors);
    // A fetch that had nothing to ask for, or was left out, has ended too.
    for (const { id } of fetchStepsOf(primary)) if (id !== undefined) this.#gate(id).open();
    return { errors, nested };
  }

  #beginPart({ depends, label, path, selection, step }: DeferredStep): Part {
    const fetched = Promise.all(depends.map((id) => this.#gate(id).opened)).then(async () => {
      if (step?.kind === 'defer') return this.#begin(step);
      const errors: Error[] = [];
      if (step) await this.#run(step, errors);
      return { errors, nested: [] };
    });
    return { label, path, selection: step?.kind === 'defer' ? step.selection : selection, fetched };
  }

  async #run(step: Step, errors: Error[]): Promise<void> {
    try {
      await runStep(step, { ...this.#options.run, errors, ended: (id) => this.#gate(id).open() });
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // Parts whose place the client did not get are not delivered, and neither is what is nested in them.
  #announce(parts: readonly Part[]): void {
    for (const part of parts) {
      const ids = new Map<string, string>();
      for (const { path } of this.#places(part)) {
        const id = String(this.#nextId++);
        ids.set(path.join('.'), id);
        this.#announced.push({ id, path, label: part.label });
      }
      if (ids.size === 0) continue;
      this.#open += 1;
      void part.fetched.then((fetched) => this.#deliver(part, fetched, ids));
    }
  }

  #deliver(part: Part, { errors, nested }: Fetched, ids: ReadonlyMap<string, string>): void {
    const { project, errorsFor } = this.#options;
    const faults: Error[] = [];
    const delivered = this.#places(part).map(({ source, seen, path }) => {
      const projection = project(part, source, path);
      faults.push(...projection.errors);
      if (projection.data) mergeInto(seen, copyOf(projection.data));
      const id = ids.get(path.join('.')) ?? '';
      const found: GraphQLError[] = [];
      return { id, label: part.label, path, data: projection.data, errors: found };
    });
    for (const error of errorsFor([...errors, ...faults], this.#seen)) {
      const own = delivered.find(({ path }) => path.every((step, i) => error.path?.[i] === step));
      (own ?? delivered[0])?.errors.push(error);
    }
    this.#ready.push(...delivered);
    this.#announce(nested);
    this.#open -= 1;
    this.#wake?.();
  }

  #places(part: Delivered) {
    const { run, schema } = this.#options;
    return deferPlaces(run.data, this.#seen, part.path, schema);
  }

  async *#chunks(): AsyncGenerator<IncrementalChunk, void, void> {
    while (this.#open > 0 || this.#ready.length > 0) {
      if (this.#ready.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const parts = this.#ready.splice(0);
      yield { parts, pending: this.#takeAnnounced(), hasNext: this.#open > 0 };
    }
  }

  #takeAnnounced(): PendingPart[] {
    const taken = this.#announced;
    this.#announced = [];
    return taken;
  }

  #gate(id: string): Gate {
    let gate = this.#gates.get(id);
    if (!gate) {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate = { opened, open };
      this.#gates.set(id, gate);
    }
    return gate;
  }
}
