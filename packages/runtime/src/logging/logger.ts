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
    timestamp: isoTime(),
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

const FLUSH_LENGTH = 8_192; // characters
const FLUSH_MS = 100;

/**
 * Standard output, written to in larger pieces: a line may come 100 ms late, and is lost only when the process is killed
 * outright. For processes that write a line for each of thousands of requests a second.
 */
export function bufferedOutput(): DestinationStream {
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (lines !== '') process.stdout.write(lines);
    lines = '';
  };
  // A reader that is gone is no reason to end, and must not keep the process from ending.
  process.stdout.on('error', () => undefined);
  process.on('exit', flush);
  return {
    write: (line) => {
      lines += line;
      if (lines.length >= FLUSH_LENGTH) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
  };
}

// Many lines fall into one millisecond; each has its text made once.
function isoTime(): () => string {
  let at = 0;
  let field = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      field = `,"time":"${new Date(now).toISOString()}"`;
    }
    return field;
  };
}
