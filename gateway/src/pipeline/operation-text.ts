import type { Logger } from '@orrery/runtime';
import { LRUCache } from 'lru-cache';
import type { ListMode, OperationList } from './operation-list.js';
import type { OperationParams } from './operation-params.js';
import { hashOf, notSupported, type PersistedQueries, persistedQueryOf } from './persisted-queries.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';

/** Where an operation's text may come from. */
export interface TextSources {
  /** Undefined when automatic persisted queries are off. */
  readonly persisted: PersistedQueries | undefined;
  /** The operations that are listed at the moment; undefined without a manifest. */
  readonly list: { readonly current: OperationList; readonly mode: ListMode } | undefined;
  readonly log: Logger;
}

/** An operation's text, and what to do once it has turned out to be valid. */
export interface OperationText {
  readonly text: string;
  readonly onValid?: () => void;
}

const REMEMBERED_TEXTS = 4 * 1024 * 1024; // characters

/** Finds the text of the operation that a request is for. */
export class OperationTexts {
  readonly #sources: TextSources;
  // Texts of which it is known whether they are listed: the list is looked up by a form that takes a while to make.
  #listed = new LRUCache<string, boolean>({
    maxSize: REMEMBERED_TEXTS,
    sizeCalculation: (_, text) => 50 + text.length,
  });
  #knownList: OperationList | undefined;

  constructor(sources: TextSources) {
    this.#sources = sources;
  }

  textOf({ query, extensions }: OperationParams): OperationText | Refusal {
    const { persisted, list } = this.#sources;
    const extension = persistedQueryOf(extensions);
    if (extension && isRefusal(extension)) return extension;
    if (!extension) return query ? this.#checked({ text: query }) : nothingSent();
    const listed = list?.current.bodyOf(extension.sha256Hash);
    if (listed !== undefined) return { text: listed };
    if (list && (list.mode === 'id' || list.mode === 'listed') && query === undefined) return notListed();
    if (!persisted) return notSupported();
    const text = persisted.textOf(extension, query);
    if (typeof text !== 'string') return text;
    const onValid = query === undefined ? undefined : () => persisted.register(extension, text);
    return this.#checked({ text, onValid });
  }

  #checked(found: OperationText): OperationText | Refusal {
    const { list, log } = this.#sources;
    if (!list || list.mode === 'allow') return found;
    if (list.mode === 'id') {
      return refuse(
        400,
        'PERSISTED_QUERY_ID_REQUIRED',
        'Operations are run by their ids here: send the id of a listed one.',
      );
    }
    if (this.#lists(list.current, found.text)) return found;
    if (list.mode === 'listed')
      return refuse(400, 'QUERY_NOT_IN_SAFE_LIST', 'This operation is not listed here.');
    // Never the text: it may hold what only its caller may know.
    log.warn({ sha256: hashOf(found.text), length: found.text.length }, 'an operation is not listed');
    return found;
  }

  #lists(list: OperationList, text: string): boolean {
    if (this.#knownList !== list) {
      this.#listed.clear();
      this.#knownList = list;
    }
    const known = this.#listed.get(text);
    if (known !== undefined) return known;
    const isListed = list.lists(text);
    this.#listed.set(text, isListed);
    return isListed;
  }
}

function nothingSent(): Refusal {
  return refuse(400, 'BAD_REQUEST', 'The request has neither a query nor the hash of a persisted one.');
}

function notListed(): Refusal {
  return refuse(400, 'PERSISTED_QUERY_NOT_IN_LIST', 'No operation is listed under this id.');
}
