import { createLogger, type Logger } from '@orrery/runtime';
import type { ApolloLogger } from './apollo-types.js';

type Level = keyof ApolloLogger;

/** A logger on the console that tells warnings and errors, and everything with `debug`. */
export function consoleLogger(debug: boolean): ApolloLogger {
  const silent = () => {};
  return {
    debug: debug ? (message) => console.debug(message) : silent,
    info: debug ? (message) => console.info(message) : silent,
    warn: (message) => console.warn(message),
    error: (message) => console.error(message),
  };
}

const LEVELS: Readonly<Record<string, Level>> = { warn: 'warn', error: 'error', fatal: 'error' };

/** A structured logger whose lines go to an Apollo logger as text: the message, then its fields as JSON; secrets left out. */
export function structuredLogger(logger: ApolloLogger): Logger {
  const write = (line: string) => {
    const { level, msg, time: _time, service: _service, ...fields } = JSON.parse(line);
    const details = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
    logger[LEVELS[level] ?? 'info'](`${msg}${details}`);
  };
  return createLogger({ service: 'gateway', level: 'info' }, { write });
}
