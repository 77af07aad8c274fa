import type { Child } from './child.js';

/** Something could not be started; the message says what, why, and what to do. */
export class StartFailure extends Error {
  constructor(
    message: string,
    readonly lines: readonly string[] = [],
  ) {
    super(message);
    this.name = 'StartFailure';
  }
}

/** The failure of a child that ended before it was ready, with the last that it said. */
export function endedEarly(child: Child, how: string, logFile: string): StartFailure {
  return new StartFailure(
    `${child.name} ended while it was starting (${how}). Its last lines are below, the rest is in ${logFile}.`,
    child.lastLines.map(readable),
  );
}

// A log line is JSON; a person wants its message.
function readable(line: string): string {
  try {
    const { level, msg, err, reason } = JSON.parse(line) as Record<string, unknown>;
    const cause = (err as { message?: string } | undefined)?.message ?? reason;
    return [level, msg, cause].filter((part) => typeof part === 'string').join(': ');
  } catch {
    return line;
  }
}
