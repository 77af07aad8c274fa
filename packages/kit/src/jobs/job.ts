/**
 * Work that comes back: a sweep over what is due, such as reservations that expired, sagas past their deadline, reminders. What
 * is to be done and when is written in the domain's own documents, as a due date with an index; the job only looks for it. List
 * it in the service's `jobs`:
 *
 * ```ts
 * export const expireThings: Job<ThingsScope> = {
 *   name: 'expire-things',
 *   everyMs: 5_000,
 *   run: async ({ models, transaction }, signal) => {
 *     for await (const { _id } of models.Thing.find({ state: 'OPEN', dueAt: { $lte: new Date() } }).cursor()) {
 *       if (signal.aborted) return;
 *       await transaction((session) => expireThing(models.Thing, _id, session)); // one conditional update: OPEN and due
 *     }
 *   },
 * };
 * ```
 *
 * One instance of the service runs it at a time. When that one dies, another runs it again from its beginning, once the dead
 * one's claim ran out (10 s); a run that was missed is made up for at once. For a moment two may run it, when a process was
 * paused for longer than its claim lasts: each piece of work must therefore be a conditional update, and then has its effect once.
 */
export interface Job<Scope> {
  /** Unique in the service, and kept for good: its claims and metrics go by it. */
  readonly name: string;
  /** From the end of a run to the beginning of the next, in milliseconds. */
  readonly everyMs: number;
  /**
   * Does all that is due. What it throws is logged, and the next turn tries again. When `signal` aborts (the service stops, or the
   * claim was lost) it ends after the piece of work that it has in hand; the run is then made up for, here or elsewhere.
   */
  run(scope: Scope, signal: AbortSignal): Promise<void>;
}
