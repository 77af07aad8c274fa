import { booleanField } from '@orrery/runtime';
import { z } from 'zod';
import { authorizationFields } from './authorization-settings.js';

const MEBIBYTE = 1024 * 1024;

const countField = z.coerce.number('must be a number').int().min(0);
const bytesField = z.coerce.number('must be a number of bytes').int().min(1_024);

/** Settings of how operations are taken in: which are refused, what is remembered of them. Limits of 0 are off. */
export const operationFields = {
  ...authorizationFields,
  /** The gateway's own path for operations, or Apollo Server's. Plugins of Apollo Server choose the latter. */
  PIPELINE: z.enum(['own', 'apollo']).default('own'),
  /** Largest accepted request body, before and after decompression. */
  BODY_LIMIT_BYTES: bytesField.default(MEBIBYTE),
  /** Most operations in one request; 0 refuses requests of several. */
  BATCH_LIMIT: countField.default(0),
  /** Most levels of fields below each other. */
  DEPTH_LIMIT: countField.default(50),
  /** Most fields under another name. */
  ALIAS_LIMIT: countField.default(1_000),
  /** Most fields of an operation's root. */
  ROOT_FIELD_LIMIT: countField.default(200),
  /** Most directives. */
  DIRECTIVE_LIMIT: countField.default(500),
  /** Most words and signs. */
  TOKEN_LIMIT: countField.default(20_000),
  /** Most selections, fragments counted as often as they are spread. */
  SELECTION_LIMIT: countField.default(10_000),
  /** Highest cost of one operation, by the supergraph's @cost and @listSize. */
  COST_LIMIT: countField.default(1_000_000),
  /** How long a list is taken to be that no @listSize tells of. */
  COST_LIST_SIZE: countField.default(10),
  /** Whether clients may send the hash of a text in its place (automatic persisted queries). */
  PERSISTED_QUERIES: booleanField.default(true),
  /** Most memory for texts that clients may send the hash of. */
  PERSISTED_QUERIES_BYTES: bytesField.default(16 * MEBIBYTE),
  /** A manifest of operations, in the format of Apollo's persisted queries. It is watched. */
  OPERATION_LIST: z.string().min(1).optional(),
  /** What the manifest decides: `allow` and `log` serve other operations too, `listed` and `id` do not. */
  OPERATION_LIST_MODE: z.enum(['allow', 'log', 'listed', 'id']).default('listed'),
  /** Most memory for documents that were parsed and found valid. */
  DOCUMENT_CACHE_BYTES: bytesField.default(64 * MEBIBYTE),
};
