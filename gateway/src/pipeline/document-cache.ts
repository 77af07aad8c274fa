import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { countSelections } from '../security/count-selections.js';
import { noIntrospection } from '../security/no-introspection.js';
import { type ExceededLimit, explainLimit, type OperationLimits } from '../security/operation-limits.js';
import { scanText } from '../security/scan-text.js';
import { hashOf } from './persisted-queries.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';
import { misplacedAtRoot } from './root-directives.js';

/** A document that is within the limits and valid against its schema. */
export interface CheckedDocument {
  readonly document: DocumentNode;
  /** Hexadecimal SHA-256 of its text. */
  readonly hash: string;
}

/** How documents are checked and kept. */
export interface DocumentOptions {
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  /** Whether messages may hint at names of the schema ("Did you mean ..."). */
  readonly suggestions: boolean;
  /** Most memory for documents, as estimated from their texts, for each schema that is in use. */
  readonly cacheBytes: number;
}

const BYTES_PER_CHARACTER = 30; // of text, as a parsed document: measured on operations of usual shape
const BYTES_OF_ENTRY = 500;
const REFUSED_SHARE = 1 / 16; // of the memory: what is refused never drives out what is served

/** Parses, bounds and validates documents, once for each text and schema; what is refused is kept too. */
export class DocumentCache {
  readonly #options: DocumentOptions;
  readonly #rules;
  readonly #bySchema = new WeakMap<GraphQLSchema, DocumentsOfSchema>();

  constructor(options: DocumentOptions) {
    this.#options = options;
    this.#rules = options.introspection ? specifiedRules : [...specifiedRules, noIntrospection];
  }

  /** The checked document, or why it is refused. */
  check(text: string, schema: GraphQLSchema): CheckedDocument | Refusal {
    let documents = this.#bySchema.get(schema);
    if (!documents) {
      documents = new DocumentsOfSchema(this.#options.cacheBytes);
      this.#bySchema.set(schema, documents);
    }
    const known = documents.get(text);
    if (known) return known;
    const checked = this.#check(text, schema);
    documents.keep(text, checked);
    return checked;
  }

  /** Whether a text exceeds a limit; the answer does not depend on a schema. */
  boundedParse(text: string): DocumentNode | Refusal {
    const { limits } = this.#options;
    const tooLong = scanText(text, limits);
    if (tooLong) return tooComplex(tooLong);
    let document: DocumentNode;
    try {
      document = parse(text);
    } catch (error) {
      return { status: 400, errors: [told(error, 'GRAPHQL_PARSE_FAILED')] };
    }
    const tooMuch = countSelections(document, limits);
    return tooMuch ? tooComplex(tooMuch) : document;
  }

  #check(text: string, schema: GraphQLSchema): CheckedDocument | Refusal {
    const document = this.boundedParse(text);
    if (isRefusal(document)) return document;
    const options = { hideSuggestions: !this.#options.suggestions };
    const misplaced = misplacedAtRoot(document);
    if (misplaced) {
      return { status: 400, errors: [told(misplaced, 'GRAPHQL_VALIDATION_FAILED')], isOurs: true };
    }
    const errors = validate(schema, document, this.#rules, options);
    if (errors.length > 0) {
      return { status: 400, errors: errors.map((error) => told(error, 'GRAPHQL_VALIDATION_FAILED')) };
    }
    return { document, hash: hashOf(text) };
  }
}

class DocumentsOfSchema {
  readonly #served: LRUCache<string, CheckedDocument>;
  readonly #refused: LRUCache<string, Refusal>;

  constructor(maxBytes: number) {
    this.#served = new LRUCache({ maxSize: maxBytes });
    this.#refused = new LRUCache({ maxSize: Math.ceil(maxBytes * REFUSED_SHARE) });
  }

  get(text: string): CheckedDocument | Refusal | undefined {
    return this.#served.get(text) ?? this.#refused.get(text);
  }

  keep(text: string, checked: CheckedDocument | Refusal): void {
    if (isRefusal(checked)) {
      const size = BYTES_OF_ENTRY + 2 * text.length + 2 * JSON.stringify(checked.errors).length;
      this.#refused.set(text, checked, { size });
    } else {
      this.#served.set(text, checked, { size: BYTES_OF_ENTRY + BYTES_PER_CHARACTER * text.length });
    }
  }
}

function tooComplex(exceeded: ExceededLimit): Refusal {
  return refuse(400, 'OPERATION_TOO_COMPLEX', explainLimit(exceeded));
}

function told(error: unknown, code: string): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) throw error;
  return { ...error.toJSON(), extensions: { ...error.extensions, code } };
}
