import { ConfigError } from '@orrery/runtime';
import { DataFolderError } from './data/lock.js';
import { StartFailure } from './processes/start-failure.js';

/** An error in words for the person at the terminal: expected ones without a stack, those of ours with it. */
export function explain(error: unknown): string {
  if (error instanceof StartFailure) {
    return [error.message, ...error.lines.map((line) => `  ${line}`)].join('\n');
  }
  if (error instanceof ConfigError || error instanceof DataFolderError) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
