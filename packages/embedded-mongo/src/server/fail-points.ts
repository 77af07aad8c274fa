import { CommandError, ErrorCode } from '../errors.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';

/** What a matching fail point does to one command. */
export interface FailAction {
  readonly closeConnection: boolean;
  readonly errorCode?: number | undefined;
  readonly errorLabels?: readonly string[] | undefined;
  readonly writeConcernError?: Document | undefined;
  readonly blockMs: number;
}

interface FailCommand {
  readonly commands: readonly string[];
  readonly appName: string | undefined;
  readonly action: FailAction;
  /** How many more times it fires. */
  left: number;
  /** How many commands pass first. */
  skip: number;
}

/** `onPrimaryTransactionalWrite`: retryable writes lose their connection before or after their commit. */
interface FailWrite {
  left: number;
  skip: number;
  readonly beforeCommit: boolean;
}

const KNOWN = new Set([
  'failCommands',
  'errorCode',
  'closeConnection',
  'writeConcernError',
  'errorLabels',
  'blockConnection',
  'blockTimeMS',
  'appName',
]);

/** Names of codes that only fail points answer with. */
const OTHER_NAMES: Readonly<Record<number, string>> = {
  6: 'HostUnreachable',
  7: 'HostNotFound',
  63: 'OBSOLETE_StaleShardVersion',
  64: 'WriteConcernTimeout',
  89: 'NetworkTimeout',
  133: 'FailedToSatisfyReadPreference',
  150: 'StaleEpoch',
  189: 'PrimarySteppedDown',
  216: 'ElectionInProgress',
  234: 'RetryChangeStream',
  262: 'ExceededTimeLimit',
  267: 'PreparedTransactionInProgress',
  391: 'ReauthenticationRequired',
  9001: 'SocketException',
  11600: 'InterruptedAtShutdown',
  11601: 'Interrupted',
  11602: 'InterruptedDueToReplStateChange',
  13388: 'StaleConfig',
  13435: 'NotPrimaryNoSecondaryOk',
  13436: 'NotPrimaryOrSecondary',
};

const NAMES = new Map(Object.entries(ErrorCode).map(([name, code]) => [code as number, name]));

/** The name of a code that a fail point was told to answer with. */
export function failPointCodeName(code: number): string {
  return NAMES.get(code) ?? OTHER_NAMES[code] ?? `Location${code}`;
}

function numberOf(value: unknown, absent: number): number {
  return isNumber(value) ? toDouble(value) : absent;
}

/** The fail points `failCommand`, `failGetMoreAfterCursorCheckout` and `onPrimaryTransactionalWrite` of MongoDB's test servers; off unless test commands are enabled. */
export class FailPoints {
  private active: FailCommand | undefined;
  private write: FailWrite | undefined;

  constructor(readonly enabled: boolean) {}

  /** Runs `configureFailPoint`. @throws CommandError */
  configure(body: Document): void {
    if (!this.enabled) {
      throw new CommandError(
        'CommandNotFound',
        "no such command: 'configureFailPoint' (test commands are not enabled)",
      );
    }
    if (body.configureFailPoint === 'onPrimaryTransactionalWrite') {
      this.configureWrite(body);
      return;
    }
    const afterCheckout = body.configureFailPoint === 'failGetMoreAfterCursorCheckout';
    if (body.configureFailPoint !== 'failCommand' && !afterCheckout) {
      throw new CommandError(
        'CommandNotSupported',
        `fail point '${String(body.configureFailPoint)}' is not supported by this server`,
      );
    }
    const mode: unknown = body.mode;
    if (mode === 'off') {
      this.active = undefined;
      return;
    }
    const data = isDocument(body.data) ? body.data : {};
    for (const name of Object.keys(data)) {
      if (!KNOWN.has(name))
        throw new CommandError('BadValue', `failCommand option '${name}' is not supported by this server`);
    }
    const times = isDocument(mode) ? mode : {};
    this.active = {
      commands: afterCheckout
        ? ['getMore']
        : Array.isArray(data.failCommands)
          ? (data.failCommands as string[])
          : [],
      appName: typeof data.appName === 'string' ? data.appName : undefined,
      left: mode === 'alwaysOn' ? Number.POSITIVE_INFINITY : numberOf(times.times, Number.POSITIVE_INFINITY),
      skip: numberOf(times.skip, 0),
      action: {
        closeConnection: data.closeConnection === true,
        errorCode: isNumber(data.errorCode) ? toDouble(data.errorCode) : undefined,
        errorLabels: Array.isArray(data.errorLabels) ? (data.errorLabels as string[]) : undefined,
        writeConcernError: isDocument(data.writeConcernError) ? data.writeConcernError : undefined,
        blockMs: data.blockConnection === true ? numberOf(data.blockTimeMS, 0) : 0,
      },
    };
  }

  private configureWrite(body: Document): void {
    const data = isDocument(body.data) ? body.data : {};
    const mode: unknown = body.mode;
    const times = isDocument(mode) ? mode : {};
    this.write = {
      left: mode === 'off' ? 0 : numberOf(times.times, Number.POSITIVE_INFINITY),
      skip: numberOf(times.skip, 0),
      beforeCommit: data.failBeforeCommitExceptionCode !== undefined,
    };
  }

  /** Whether a retryable write of so many statements loses its connection, and whether it is done before. */
  takeWrite(statements: number): 'before' | 'after' | undefined {
    const { write } = this;
    if (!write) return undefined;
    let fires = false;
    for (let at = 0; at < statements && write.left > 0 && !fires; at++) {
      if (write.skip > 0) write.skip--;
      else {
        write.left--;
        fires = true;
      }
    }
    if (!fires) return undefined;
    return write.beforeCommit ? 'before' : 'after';
  }

  /** What is to happen to this command, if anything; counts it. */
  take(command: string, appName: string | undefined): FailAction | undefined {
    const { active } = this;
    if (!active || active.left <= 0 || !active.commands.includes(command)) return undefined;
    if (active.appName !== undefined && active.appName !== appName) return undefined;
    if (active.skip > 0) {
      active.skip--;
      return undefined;
    }
    active.left--;
    return active.action;
  }
}
