import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

/** A structured logger: one JSON object a line on standard output. */
export type Logger = PinoLogger;

// Names under which secrets travel; their values never reach a log line, however the object came there.
const SECRET_KEYS = [
  'password',
  'passwordHash',
  'token',
  'authorization',
  'cookie',
  'cardNumber',
  'cvc',
  'secret',
];

/** A logger whose lines carry `service`; `destination` defaults to standard output. */
export function createLogger(
  options: { service: string; level: string },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  return destination ? pino(settings, destination) : pino(settings);
}
