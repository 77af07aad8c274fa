import { readFileSync } from 'node:fs';
import type { Logger } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import { OperationList } from '../pipeline/operation-list.js';
import type { TextSources } from '../pipeline/operation-text.js';
import { watchForChange } from '../supergraph/watch-file.js';

/** The operations that a file lists, as it is at the moment. */
export type FollowedList = NonNullable<TextSources['list']> & {
  /** Ends the watch of the file. */
  stop(): void;
};

/**
 * Reads the list of operations that the configuration names, if it names one, and again when it changes; a bad one keeps the
 * last good one and is logged. @throws Error when it cannot be used at the start.
 */
export function followOperationList(config: GatewayConfig, log: Logger): FollowedList | undefined {
  const { OPERATION_LIST: file, OPERATION_LIST_MODE: mode } = config;
  if (file === undefined) return undefined;
  let current = readList(file);
  const watching = watchForChange(file, () => {
    try {
      current = readList(file);
      log.info({ file, operations: current.size }, 'the list of operations was read again');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ file, reason }, 'the new list of operations was refused; the last good one stays');
    }
  });
  return {
    mode,
    get current() {
      return current;
    },
    stop: () => watching.stop(),
  };
}

function readList(file: string): OperationList {
  try {
    return new OperationList(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the list of operations ${file} cannot be used: ${reason}`, { cause: error });
  }
}
