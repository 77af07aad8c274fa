import { type Document, isDocument, put } from '../types.js';
import { compileExpression } from './expression/compile.js';
import { bindingsOf, scopeOf } from './expression/scope.js';

type Variables = Readonly<Record<string, unknown>>;

/** The parts of an operator that see the variables it binds; the others see those outside. */
function boundParts(name: string, operand: Document): { names: string[]; parts: string[] } | undefined {
  switch (name) {
    case '$let':
      return { names: isDocument(operand.vars) ? Object.keys(operand.vars) : [], parts: ['in'] };
    case '$map':
      return { names: [typeof operand.as === 'string' ? operand.as : 'this'], parts: ['in'] };
    case '$filter':
      return { names: [typeof operand.as === 'string' ? operand.as : 'this'], parts: ['cond'] };
    case '$reduce':
      return { names: ['this', 'value'], parts: ['in'] };
    default:
      return undefined;
  }
}

class Substitution {
  private readonly names: string[];

  constructor(
    private readonly variables: Variables,
    private readonly now: Date,
  ) {
    this.names = Object.keys(variables);
  }

  expression(expression: unknown): unknown {
    if (typeof expression === 'string') return this.reference(expression);
    if (Array.isArray(expression)) return (expression as unknown[]).map((part) => this.expression(part));
    if (!isDocument(expression)) return expression;
    const result: Document = {};
    for (const [key, part] of Object.entries(expression) as [string, unknown][]) {
      put(result, key, key === '$literal' ? part : this.operand(key, part));
    }
    return result;
  }

  private operand(name: string, operand: unknown): unknown {
    const bound = isDocument(operand) ? boundParts(name, operand) : undefined;
    if (!bound) return this.expression(operand);
    const inner = this.without(bound.names);
    const result: Document = {};
    for (const [key, part] of Object.entries(operand as Document) as [string, unknown][]) {
      put(result, key, bound.parts.includes(key) ? inner.expression(part) : this.expression(part));
    }
    return result;
  }

  private without(names: readonly string[]): Substitution {
    const kept = Object.entries(this.variables).filter(([name]) => !names.includes(name));
    return new Substitution(Object.fromEntries(kept), this.now);
  }

  private reference(reference: string): unknown {
    const name = /^\$\$([^.]+)/.exec(reference)?.[1];
    if (name === undefined || !(name === 'NOW' || Object.hasOwn(this.variables, name))) return reference;
    const scope = scopeOf({}, this.now, bindingsOf(this.variables));
    const value = compileExpression(reference, this.names)(scope);
    return value === undefined ? '$$REMOVE' : { $literal: value };
  }

  filter(filter: Document): Document {
    const result: Document = {};
    for (const [key, operand] of Object.entries(filter) as [string, unknown][]) {
      if (key === '$expr') result.$expr = this.expression(operand);
      else if ((key === '$and' || key === '$or' || key === '$nor') && Array.isArray(operand)) {
        result[key] = operand.map((part: unknown) => (isDocument(part) ? this.filter(part) : part));
      } else put(result, key, operand);
    }
    return result;
  }
}

/**
 * A filter with the values of variables, and of `$$NOW`, put into its `$expr` conditions, so that a collection
 * can serve it by itself and from its indexes.
 */
export function substituteVariables(filter: Document, variables: Variables, now: Date): Document {
  return new Substitution(variables, now).filter(filter);
}
