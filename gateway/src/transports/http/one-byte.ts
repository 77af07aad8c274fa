// V8 keeps each property name once, in the form in which it met it first. A name that it met in two bytes a character makes the
// text of every answer that has it so, which then costs several times as much to write, to measure and to send.
const KEPT: Record<string, true> = Object.create(null);

/** The same text, one byte a character in memory where all of it is ASCII. */
export function oneByte(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const copy = bytes.toString('latin1');
  return copy === text ? copy : text;
}

/** Has V8 keep names one byte a character, from now on and for good, unless it has met one of them before. */
export function keepOneByte(names: Iterable<string>): void {
  for (const name of names) KEPT[oneByte(name)] = true;
}
