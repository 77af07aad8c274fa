import type { FailpointName } from '@orrery/runtime';

/** What makes a run hard. */
export interface Conditions {
  /** Customers who buy at the same time. @default 12 */
  readonly customers: number;
  /** The processes that are killed. @default all */
  readonly targets: readonly string[] | undefined;
  /** Whether they are killed when they are ready only, so that each kill strikes work. @default false */
  readonly killsReady: boolean;
  /** The point of their events at which they die, when they next come by. @default wherever they are */
  readonly diesAt: FailpointName | undefined;
  /** Instances of each service. @default 1 */
  readonly instances: number;
  /** The share of events that are delivered twice. @default 0.2 */
  readonly duplicates: number;
  /** The share of events that are overtaken. @default 0.1 */
  readonly delays: number;
  /** The share of customers who saw another price. @default 0.04 */
  readonly wrongTotals: number;
  /** The share of the payment provider's answers that are lost on the way. @default 0.05 */
  readonly lostAnswers: number;
  /** How long a customer tries to get one thing done, in milliseconds. @default 180000 */
  readonly patienceMs: number;
  /** How long all may take to come to its end after the last customer, in milliseconds. @default 120000 */
  readonly quietWithinMs: number;
}

/** A run's conditions where nothing else is asked for. */
export const CONDITIONS: Conditions = {
  customers: 12,
  targets: undefined,
  killsReady: false,
  diesAt: undefined,
  instances: 1,
  duplicates: 0.2,
  delays: 0.1,
  wrongTotals: 0.04,
  lostAnswers: 0.05,
  patienceMs: 180_000,
  quietWithinMs: 120_000,
};
