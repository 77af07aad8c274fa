import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { type Readable, Writable } from 'node:stream';

const MAX_LENGTH = 4_096; // bytes of a line

/** Where a password comes from: a terminal, a pipe or a file. */
export type PasswordInput = Readable & { readonly isTTY?: boolean };

/**
 * Reads a password: from a terminal twice, without showing it; otherwise the first line of what comes. Resolves to undefined when
 * nothing came, or not the same twice, which is said on `output`.
 */
export function readPassword(input: PasswordInput, output: Writable): Promise<string | undefined> {
  return input.isTTY ? typedPassword(input, output) : firstLine(input);
}

async function typedPassword(input: PasswordInput, output: Writable): Promise<string | undefined> {
  // What is typed is edited here and shown nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  const gone = Promise.race([once(terminal, 'close'), once(terminal, 'SIGINT')]).then(() => undefined);
  const ask = async (what: string) => {
    // Before it is asked for, as who pastes is fast. What ends it without an answer rejects it, or leaves it as it is.
    const answer = terminal.question('').catch(() => undefined);
    output.write(what);
    const typed = await Promise.race([answer, gone]);
    output.write('\n');
    return typed;
  };
  try {
    const first = await ask('Password: ');
    if (!first) return undefined;
    const second = await ask('Once more: ');
    if (second === first) return first;
    if (second !== undefined) output.write('These are not the same.\n');
    return undefined;
  } finally {
    terminal.close();
  }
}

async function firstLine(input: PasswordInput): Promise<string | undefined> {
  let text = '';
  input.setEncoding('utf8');
  for await (const chunk of input as AsyncIterable<string>) {
    text += chunk;
    if (text.includes('\n') || text.length > MAX_LENGTH) break;
  }
  return text.split(/\r?\n/)[0]?.slice(0, MAX_LENGTH) || undefined;
}
