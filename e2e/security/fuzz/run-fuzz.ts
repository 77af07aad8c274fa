import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { buildSchema } from 'graphql';
import { ROOT } from '../../../dev/src/config.js';
import type { DemoSystem } from '../fixture/demo-system.js';
import { DocumentGrammar } from './documents.js';
import { type FrameSequence, frameSequencesOf } from './frames.js';
import { AUTHORIZATIONS, FreshTokens } from './fresh-tokens.js';
import { Judge } from './judge.js';
import { playFrames } from './play-frames.js';
import { prototypesIn } from './prototypes.js';
import { type FuzzRequest, requestsOf } from './requests.js';
import { RequestSender } from './send-request.js';

/** How much is tried. */
export interface FuzzOptions {
  readonly documents: number;
  readonly seed: number;
  /** Whether the first batch with a fault is tried again in ever smaller forms, which takes minutes. @default false */
  readonly shrinks?: boolean;
  /** Told how many are done, now and then. @default nobody is told */
  readonly onProgress?: (done: number) => void;
}

/** What came of it. */
export interface FuzzReport {
  /** HTTP requests and sequences of frames that were judged. */
  readonly requests: number;
  readonly sequences: number;
  /** Of both, those that were answered with data, and those with errors. */
  readonly withData: number;
  readonly withErrors: number;
  /** For people; empty when all is well. */
  readonly faults: readonly string[];
}

// At once: both gateways are busy, and neither has to shed.
const BATCH = 16;

type Attempt = { readonly gateway: number } & (
  | { readonly request: FuzzRequest }
  | { readonly sequence: FrameSequence }
);

/** Sends random documents, bodies and frames to a demo system's gateways, and judges every answer and the processes afterwards. */
export async function runFuzz(demo: DemoSystem, options: FuzzOptions): Promise<FuzzReport> {
  const before = await prototypesIn(demo);
  const attempts = attemptsOf(demo);
  const tries = new Tries(demo, options);
  const checked = await fc.check(
    fc.asyncProperty(fc.array(attempts, { minLength: BATCH, maxLength: BATCH }), (batch) =>
      tries.make(batch),
    ),
    { seed: options.seed, numRuns: Math.ceil(options.documents / BATCH), endOnFailure: !options.shrinks },
  );
  tries.close();
  const faults = checked.failed ? [String(checked.errorInstance)] : [];
  for (const [name, child] of demo.processes) if (!child.running) faults.push(`${name} ended`);
  if (faults.length === 0) {
    const after = await prototypesIn(demo);
    for (const [name, properties] of Object.entries(before)) {
      if (JSON.stringify(after[name]) !== JSON.stringify(properties)) {
        faults.push(`the built-in prototypes of ${name} were changed: ${JSON.stringify(after[name])}`);
      }
    }
  }
  return { ...tries.counts, faults };
}

function attemptsOf({ gatewayPorts }: DemoSystem): Arbitrary<Attempt> {
  const schema = buildSchema(readFileSync(join(ROOT, 'schemas', 'api.graphql'), 'utf8'));
  const operations = new DocumentGrammar(schema).operations();
  const gateway = fc.nat({ max: gatewayPorts.length - 1 });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ gateway, request: requestsOf(operations, AUTHORIZATIONS) }) },
    { weight: 1, arbitrary: fc.record({ gateway, sequence: frameSequencesOf(operations, AUTHORIZATIONS) }) },
  );
}

/** Makes attempts, a batch at once, and counts what came of them. */
class Tries {
  readonly counts = { requests: 0, sequences: 0, withData: 0, withErrors: 0 };
  readonly #sender = new RequestSender();
  readonly #judge: Judge;
  readonly #tokens: FreshTokens;

  constructor(
    readonly demo: DemoSystem,
    readonly options: FuzzOptions,
  ) {
    this.#judge = new Judge(demo);
    this.#tokens = new FreshTokens(demo.installation.signingKeyFile);
  }

  /** @throws Error that says what is wrong with the first answer that is */
  async make(batch: readonly Attempt[]): Promise<void> {
    await this.#tokens.renew();
    const faults = await Promise.all(batch.map((attempt) => this.#make(attempt)));
    const nth = faults.findIndex((one) => one !== undefined);
    if (nth >= 0) throw new Error(`${faults[nth]}\n  sent: ${JSON.stringify(batch[nth])}`);
    this.options.onProgress?.(this.counts.requests + this.counts.sequences);
  }

  close(): void {
    this.#sender.close();
  }

  async #make(attempt: Attempt): Promise<string | undefined> {
    const port = this.demo.gatewayPorts[attempt.gateway] ?? 0;
    try {
      if ('request' in attempt) {
        this.counts.requests++;
        const answer = await this.#sender.send(port, this.#filled(attempt.request));
        this.#count(answer.body);
        return this.#judge.ofHttp(attempt.request, answer);
      }
      this.counts.sequences++;
      const answer = await playFrames(port, this.#filled(attempt.sequence));
      this.#count(answer.messages.join('\n'));
      return this.#judge.ofSocket(attempt.sequence, answer);
    } catch (error) {
      return `gateway ${attempt.gateway} gave no answer: ${error}`;
    }
  }

  // What is sent is plain data; generated texts hold no token of anybody.
  #filled<Sent>(sent: Sent): Sent {
    return JSON.parse(this.#tokens.fill(JSON.stringify(sent))) as Sent;
  }

  #count(text: string): void {
    if (/"data":\{/.test(text)) this.counts.withData++;
    if (/"errors":\[/.test(text) || /"type":"error"/.test(text)) this.counts.withErrors++;
  }
}
