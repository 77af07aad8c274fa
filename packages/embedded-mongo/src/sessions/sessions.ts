import { UUID } from 'bson';
import type { Engine } from '../engine/engine.js';
import type { PlainWrite } from '../engine/write-queue.js';
import { CommandError } from '../errors.js';
import type { Document } from '../types.js';
import { oldRecords, readRecord, removeRecord, type SessionRecord, writeRecord } from './session-records.js';
import { TRANSIENT, Transaction } from './transaction.js';

/** A command's place in a session, from its lsid, txnNumber, autocommit and startTransaction fields. */
export interface SessionRef {
  readonly lsid: Document;
  /** The session's id as hex. */
  readonly key: string;
  readonly txnNumber?: bigint | undefined;
  readonly inTransaction: boolean;
  readonly startTransaction: boolean;
}

type TransactionState = 'open' | 'committing' | 'committed' | 'aborted';

interface SessionState {
  txnNumber: bigint;
  state?: TransactionState;
  transaction?: Transaction | undefined;
  committing?: Promise<void> | undefined;
  expiry?: NodeJS.Timeout | undefined;
  lastUsed: number;
}

function noSuchTransaction(message: string): CommandError {
  return new CommandError('NoSuchTransaction', message, {}, [TRANSIENT]);
}

/** The server's sessions: their transactions, and what their last retryable write answered. */
export class Sessions {
  private readonly states = new Map<string, SessionState>();

  constructor(
    private readonly engine: Engine,
    private readonly transactionLifetimeMs: number,
  ) {}

  touch(ref: SessionRef): SessionState {
    let state = this.states.get(ref.key);
    if (!state) {
      state = { txnNumber: -1n, lastUsed: Date.now() };
      this.states.set(ref.key, state);
    }
    state.lastUsed = Date.now();
    return state;
  }

  /**
   * The transaction that a command belongs to; starts it when the command says so.
   * @throws CommandError NoSuchTransaction, TransactionTooOld, ConflictingOperationInProgress
   */
  transaction(ref: SessionRef): Transaction {
    const state = this.touch(ref);
    const number = ref.txnNumber!;
    if (number < state.txnNumber) throw this.tooOld(ref, state);
    if (ref.startTransaction) return this.start(ref, state, number);
    if (number > state.txnNumber || state.state === undefined) {
      throw noSuchTransaction(
        `Given transaction number ${number} does not match any in-progress transactions. The active transaction number is ${state.txnNumber}`,
      );
    }
    if (state.state === 'committed' || state.state === 'committing') {
      throw new CommandError('TransactionCommitted', `Transaction ${number} has been committed.`);
    }
    if (state.state === 'aborted')
      throw noSuchTransaction(`Transaction with { txnNumber: ${number} } has been aborted.`);
    return state.transaction!;
  }

  private tooOld(ref: SessionRef, state: SessionState): CommandError {
    return new CommandError(
      'TransactionTooOld',
      `Cannot start transaction with { txnNumber: ${ref.txnNumber} } on session ${ref.key} because a newer transaction with txnNumber ${state.txnNumber} has already started`,
    );
  }

  private start(ref: SessionRef, state: SessionState, number: bigint): Transaction {
    if (number === state.txnNumber && state.state !== 'aborted' && state.state !== undefined) {
      throw new CommandError(
        'ConflictingOperationInProgress',
        `Cannot start a transaction at given transaction number ${number}: a transaction with the same number is in state ${state.state}`,
      );
    }
    this.abandon(state);
    const transaction = new Transaction(
      `${ref.key}:${number}`,
      this.engine.store,
      this.engine.locks,
      this.engine.catalog,
    );
    state.txnNumber = number;
    state.state = 'open';
    state.transaction = transaction;
    state.expiry = setTimeout(() => {
      if (state.transaction === transaction && state.state === 'open') this.abandon(state);
    }, this.transactionLifetimeMs);
    state.expiry.unref();
    return transaction;
  }

  /** Aborts what is open in a session. */
  private abandon(state: SessionState): void {
    clearTimeout(state.expiry);
    if (state.state === 'open') state.state = 'aborted';
    if (state.state !== 'committing') {
      state.transaction?.end(false);
      state.transaction = undefined;
    }
  }

  /** Aborts a transaction in which a command failed, as MongoDB does. */
  fail(ref: SessionRef): void {
    const state = this.states.get(ref.key);
    if (state && state.txnNumber === ref.txnNumber) this.abandon(state);
  }

  /**
   * Commits; a commit that was done before is acknowledged again, also after a restart.
   * @throws CommandError NoSuchTransaction
   */
  async commit(ref: SessionRef): Promise<void> {
    const state = this.touch(ref);
    const number = ref.txnNumber!;
    if (number < state.txnNumber) throw this.tooOld(ref, state);
    if (number === state.txnNumber && state.state === 'committed') return;
    if (number === state.txnNumber && state.state === 'committing') return state.committing;
    if (number === state.txnNumber && state.state === 'open') {
      state.committing = this.write(ref, state, state.transaction!);
      return state.committing;
    }
    const record = this.record(ref);
    if (record?.committed && record.txnNumber === number) return;
    throw noSuchTransaction(
      `Transaction with { txnNumber: ${number} } has been aborted or was never started.`,
    );
  }

  private async write(ref: SessionRef, state: SessionState, transaction: Transaction): Promise<void> {
    clearTimeout(state.expiry);
    state.state = 'committing';
    const origin = { lsid: ref.lsid, txnNumber: ref.txnNumber };
    // Meanwhile the session may have begun another one, whose state is not ours to set.
    const settle = (outcome: TransactionState) => {
      if (state.transaction !== transaction) return;
      state.state = outcome;
      state.transaction = undefined;
      state.committing = undefined;
    };
    try {
      await this.engine.queue.submit(
        (write) => {
          transaction.applyTo(write);
          writeRecord(write.raw, ref.key, { txnNumber: ref.txnNumber!, committed: true });
          write.onCommit(() => transaction.end(true));
        },
        { origin },
      );
      settle('committed');
    } catch (error) {
      transaction.end(false);
      settle('aborted');
      throw error;
    }
  }

  /** @throws CommandError NoSuchTransaction when there is nothing to abort, TransactionCommitted when too late */
  abort(ref: SessionRef): void {
    const state = this.touch(ref);
    const number = ref.txnNumber!;
    if (number < state.txnNumber) throw this.tooOld(ref, state);
    if (number !== state.txnNumber || state.state === undefined) {
      throw noSuchTransaction(
        `Given transaction number ${number} does not match any in-progress transactions.`,
      );
    }
    if (state.state === 'committed' || state.state === 'committing') {
      throw new CommandError('TransactionCommitted', `Transaction ${number} has been committed.`);
    }
    if (state.state === 'aborted')
      throw noSuchTransaction(`Transaction with { txnNumber: ${number} } has been aborted.`);
    this.abandon(state);
  }

  /** A retryable write begins: ends a transaction that the session left open. @throws TransactionTooOld */
  beginRetryable(ref: SessionRef): void {
    const state = this.touch(ref);
    const number = ref.txnNumber!;
    if (number < state.txnNumber) throw this.tooOld(ref, state);
    if (number > state.txnNumber) {
      this.abandon(state);
      state.txnNumber = number;
      delete state.state;
    } else if (state.state) {
      throw new CommandError(
        'IncompleteTransactionHistory',
        `Transaction number ${number} belongs to a transaction, not to a retryable write`,
      );
    }
  }

  /** One document for each session that is known, as `$listLocalSessions` shows them. */
  list(): Document[] {
    return [...this.states].map(([key, { lastUsed }]) => ({
      _id: { id: new UUID(key) },
      lastUse: new Date(lastUsed),
    }));
  }

  record(ref: SessionRef): SessionRecord | undefined {
    return readRecord(this.engine.store.current, ref.key);
  }

  remember(write: PlainWrite, ref: SessionRef, reply: Document): void {
    writeRecord(write.raw, ref.key, { txnNumber: ref.txnNumber!, committed: false, reply });
  }

  /** Ends sessions: aborts their transactions and forgets their records. */
  async end(keys: readonly string[]): Promise<void> {
    const known = keys.filter((key) => this.states.has(key));
    for (const key of known) {
      this.abandon(this.states.get(key)!);
      this.states.delete(key);
    }
    if (keys.length === 0) return;
    await this.engine.queue.submit((write) => {
      for (const key of keys) removeRecord(write.raw, key);
    });
  }

  /** Forgets what sessions did that have written nothing since the given time (milliseconds since 1970). */
  async forget(before: number): Promise<void> {
    const keys = oldRecords(this.engine.store.current, new Date(before));
    if (keys.length === 0) return;
    await this.engine.queue.submit((write) => {
      for (const key of keys) removeRecord(write.raw, key);
    });
  }

  /** Ends sessions unused since the given time (milliseconds since 1970). */
  async expire(before: number): Promise<void> {
    await this.end([...this.states].filter(([, state]) => state.lastUsed < before).map(([key]) => key));
  }

  close(): void {
    for (const state of this.states.values()) this.abandon(state);
  }
}
