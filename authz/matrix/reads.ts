import { ALL_SCOPES, type Scope } from '@orrery/contracts';
import { ASKERS, type Asker } from './askers.js';
import { type Expectation, mayHave, scopesFor } from './expected.js';
import type { Ledger } from './ledger.js';
import { asRootField, type Question, valuesFor } from './questions.js';
import { type Answer, refusalIn, type Target } from './target.js';

const AT_ONCE = 12; // root fields of one operation

/** A way to ask: a server, and what its questions are. */
export interface Way {
  /** `gateway`, `orders`, `orders _entities`. */
  readonly name: string;
  readonly target: Target;
  readonly questions: readonly Question[];
  /** The headers by which somebody is known there. */
  headersOf(asker: Asker, scopes: readonly Scope[]): Promise<Readonly<Record<string, string | undefined>>>;
}

/** Asks every question as everybody, and writes down what came. */
export async function readAll(
  way: Way,
  expectations: ReadonlyMap<string, Expectation>,
  ledger: Ledger,
): Promise<void> {
  for (const asker of ASKERS) {
    for (const [scopes, questions] of byScopes(way.questions, expectations, asker)) {
      const headers = await way.headersOf(asker, scopes);
      await readAs(
        { way, asker: asker.name, headers, claims: claimsOf(asker), ledger },
        questions,
        (question) => mayHave(expectations, question.path, asker, scopes),
      );
    }
  }
}

/** What an asker would like a representation to say: that it is theirs. */
export function claimsOf({ user }: Asker): Readonly<Record<string, string>> {
  return user ? { _id: user.id, userId: user.id } : {};
}

/** A machine is given what each question needs; for all others one token does. */
export function byScopes(
  questions: readonly Question[],
  expectations: ReadonlyMap<string, Expectation>,
  asker: Asker,
): ReadonlyMap<readonly Scope[], readonly Question[]> {
  if (!asker.hasRightScopes) return new Map([[[], questions]]);
  const groups = new Map<string, Question[]>();
  for (const question of questions) {
    const key = scopesFor(expectations, question.path).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return new Map([...groups].map(([key, group]) => [scopesOfKey(key), group] as const));
}

// Where no scope helps, all of them do not either.
function scopesOfKey(key: string): readonly Scope[] {
  return key === '' ? ALL_SCOPES : (key.split(' ') as Scope[]);
}

/** Who asks, where, and where it is written down. */
export interface Reading {
  readonly way: Pick<Way, 'name' | 'target'>;
  readonly asker: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly claims: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
}

/** Some questions that are asked by one root field. */
interface Group {
  readonly questions: readonly Question[];
  readonly expected: boolean;
}

/**
 * Asks some questions as one caller. What should not come is asked each by a root field of its own, so that a refusal of one
 * hides no other.
 */
export async function readAs(
  reading: Reading,
  questions: readonly Question[],
  isExpected: (question: Question) => boolean,
): Promise<void> {
  const groups = groupsOf(reading, questions, isExpected);
  for (let start = 0; start < groups.length; start += AT_ONCE) {
    const some = groups.slice(start, start + AT_ONCE);
    const answer = await ask(reading, some);
    const alone: Group[] = [];
    for (const [i, group] of some.entries()) {
      // A refusal that reached the root took everything with it: each is asked alone, to see what hid behind it.
      const isHidden = !answer.data && answer.status !== 401 && some.length > 1;
      const isIncomplete = group.questions.length > 1 && !isWhole(group, answer, `r${i}`);
      if (isHidden || isIncomplete) alone.push(group);
      else write(reading, group, { answer, alias: `r${i}` });
    }
    for (const group of alone) await readAlone(reading, group);
  }
}

function groupsOf(
  { claims }: Reading,
  questions: readonly Question[],
  isExpected: (question: Question) => boolean,
): readonly Group[] {
  const byRoot = new Map<string, Question[]>();
  const alone: Group[] = [];
  for (const question of questions) {
    const root = question.root(claims);
    if (isExpected(question)) byRoot.set(root, [...(byRoot.get(root) ?? []), question]);
    else alone.push({ questions: [question], expected: false });
  }
  return [...[...byRoot.values()].map((group) => ({ questions: group, expected: true })), ...alone];
}

function isWhole({ questions }: Group, { data, errors = [] }: Answer, alias: string): boolean {
  const hasAll = questions.every((question, i) => valuesFor(question, data?.[alias], i).length > 0);
  return hasAll || !errors.some(({ path }) => path?.[0] === alias);
}

async function readAlone(reading: Reading, { questions, expected }: Group): Promise<void> {
  for (const question of questions) {
    const group = { questions: [question], expected };
    write(reading, group, { answer: await ask(reading, [group]), alias: 'r0' });
  }
}

async function ask({ way, headers, claims, ledger }: Reading, groups: readonly Group[]): Promise<Answer> {
  const fields = groups.map(({ questions }, i) => `r${i}: ${asRootField(questions, claims)}`);
  const query = `{ ${fields.join('\n  ')} }`;
  const answer = await way.target.ask(query, headers);
  if (answer.status === 400)
    throw new Error(`${way.name} did not understand:\n${query}\n${refusalIn(answer)}`);
  if (answer.status >= 500 || answer.errors?.some(({ extensions }) => isOurFault(extensions))) {
    ledger.fault(`${way.name} answered ${refusalIn(answer)} to ${query.slice(0, 200)}`);
  }
  return answer;
}

function isOurFault(extensions: Readonly<Record<string, unknown>> | undefined): boolean {
  return extensions?.code === 'INTERNAL_SERVER_ERROR';
}

function write(
  { way, asker, ledger }: Reading,
  { questions, expected }: Group,
  { answer, alias }: { readonly answer: Answer; readonly alias: string },
): void {
  for (const [i, question] of questions.entries()) {
    const values = valuesFor(question, answer.data?.[alias], i);
    const came = values.length > 0;
    const detail = came ? JSON.stringify(values[0]).slice(0, 80) : refusalIn(answer, alias);
    ledger.record({ coordinate: question.coordinate, asker, way: way.name }, { expected, came, detail });
  }
}
