import { CommandError } from '../errors.js';
import { type Document, isDocument } from '../types.js';
import { type CompileInner, parseOperators } from './operators.js';
import { type DocumentTest, every, type Found, leaf, some } from './predicate.js';
import { isRegex } from './regex.js';
import { equalTest, hasOperatorKey, regexTest } from './value-test.js';

/** A compiled filter. */
export interface Matcher {
  /** True when the document passes the filter. */
  matches(document: Document): boolean;
  /**
   * The position in the array by which the document matched, for the positional `$`;
   * undefined when it does not match or no array had a part in it.
   */
  arrayIndex(document: Document): number | undefined;
}

/** Turns an aggregation expression into a condition; how `$expr` reaches the aggregation room. */
export type CompileCondition = (expression: unknown) => (document: Document) => boolean;

const ALWAYS: DocumentTest = () => true;

const REFUSED: Record<string, string> = {
  $where: '$where is not supported by this server: it does not run JavaScript',
  $text: '$text is not supported by this server: it has no text indexes',
  $jsonSchema: '$jsonSchema is not supported by this server',
  $sampleRate: '$sampleRate is not supported by this server',
};

function listOf(name: string, operand: unknown): Document[] {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} must be an array`);
  if (operand.length === 0) throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array');
  for (const entry of operand as unknown[]) {
    if (!isDocument(entry))
      throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects');
  }
  return operand as Document[];
}

class FilterCompiler {
  constructor(private readonly condition: CompileCondition | undefined) {}

  readonly filter: CompileInner = (filter) => {
    const tests = Object.entries(filter)
      .filter(([name]) => name !== '$comment')
      .map(([name, operand]) =>
        name.startsWith('$') ? this.logical(name, operand) : this.field(name, operand),
      );
    return tests.length === 0 ? ALWAYS : every(tests);
  };

  private field(path: string, operand: unknown): DocumentTest {
    const steps = path.split('.');
    if (isRegex(operand)) return leaf(regexTest(operand)).bind(steps);
    if (hasOperatorKey(operand)) return parseOperators(operand, this.filter).bind(steps);
    return leaf(equalTest(operand)).bind(steps);
  }

  private logical(name: string, operand: unknown): DocumentTest {
    switch (name) {
      case '$and':
        return every(listOf(name, operand).map(this.filter));
      case '$or':
        return some(listOf(name, operand).map(this.filter));
      case '$nor': {
        const any = some(listOf(name, operand).map(this.filter));
        return (document) => !any(document);
      }
      case '$expr':
        return this.expression(operand);
      case '$alwaysTrue':
        return ALWAYS;
      case '$alwaysFalse':
        return () => false;
    }
    if (Object.hasOwn(REFUSED, name)) throw new CommandError('BadValue', REFUSED[name]!);
    throw new CommandError(
      'BadValue',
      `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, ` +
        'consider using $getField or $setField.',
    );
  }

  private expression(operand: unknown): DocumentTest {
    if (!this.condition) throw new CommandError('BadValue', '$expr is not supported in this context');
    return this.condition(operand) as DocumentTest;
  }
}

/**
 * Compiles a query filter once for many documents.
 * @throws CommandError with MongoDB's code for a filter that is malformed or not supported.
 */
export function compileWith(filter: Document, condition: CompileCondition | undefined): Matcher {
  const test = new FilterCompiler(condition).filter(filter);
  return {
    matches: (document) => test(document),
    arrayIndex: (document) => {
      const found: Found = {};
      return test(document, found) ? found.index : undefined;
    },
  };
}
