/** One entry of the catalogue: what the code means to a client, the HTTP status when it ends a whole request, since when. */
export interface ErrorCodeEntry {
  readonly description: string;
  readonly httpStatus: number;
  readonly since: string;
}

/** Every `extensions.code` that a client can meet, in subgraphs and gateway alike. */
export const ERROR_CODES = {
  BAD_USER_INPUT: {
    description:
      'An argument has a value that is not allowed; `extensions.fields` names each field and its fault.',
    httpStatus: 200,
    since: '0.1.0',
  },
  UNAUTHENTICATED: {
    description:
      'The operation needs a caller: send `Authorization: Bearer TOKEN`, or the token sent is not valid.',
    httpStatus: 401,
    since: '0.1.0',
  },
  FORBIDDEN: {
    description: 'The caller is known, and may not do this.',
    httpStatus: 200,
    since: '0.1.0',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: {
    description:
      'The caller may not have the field or the type at `path`, which is null: a token is missing, or what it allows.',
    httpStatus: 200,
    since: '0.1.0',
  },
  NOT_FOUND: {
    description: "What the operation is to change does not exist, or is not the caller's to see.",
    httpStatus: 200,
    since: '0.1.0',
  },
  CONFLICT: {
    description: 'Somebody changed the same thing at the same time; read it again and retry.',
    httpStatus: 200,
    since: '0.1.0',
  },
  DEADLINE_EXCEEDED: {
    description: 'The answer was not ready within the time that the request had.',
    httpStatus: 504,
    since: '0.1.0',
  },
  SUBGRAPH_UNAVAILABLE: {
    description: 'A service could not be reached or gave no usable answer; `extensions.subgraph` names it.',
    httpStatus: 200,
    since: '0.1.0',
  },
  SUBGRAPH_OVERLOADED: {
    description:
      'Too many requests wait for a service already; `extensions.subgraph` names it; try again soon.',
    httpStatus: 200,
    since: '0.1.0',
  },
  NOT_READY: {
    description: 'The service has started and has not reached its database yet; try again soon.',
    httpStatus: 503,
    since: '0.1.0',
  },
  BAD_REQUEST: {
    description: 'The HTTP request is not a GraphQL request: malformed JSON, a wrong content type, no query.',
    httpStatus: 400,
    since: '0.1.0',
  },
  GRAPHQL_PARSE_FAILED: {
    description: 'The document is not GraphQL.',
    httpStatus: 400,
    since: '0.1.0',
  },
  GRAPHQL_VALIDATION_FAILED: {
    description: 'The document does not fit the schema.',
    httpStatus: 400,
    since: '0.1.0',
  },
  OPERATION_RESOLUTION_FAILURE: {
    description: 'The document has no operation of the name that was sent, or several and no name was sent.',
    httpStatus: 400,
    since: '0.1.0',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    description: 'No text is known for this hash: send it together with the text.',
    httpStatus: 200,
    since: '0.1.0',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    description: 'Hashes are not taken in the place of texts here: send the text alone.',
    httpStatus: 200,
    since: '0.1.0',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    description: 'Only listed operations are served, and none is listed under this id.',
    httpStatus: 400,
    since: '0.1.0',
  },
  PERSISTED_QUERY_ID_REQUIRED: {
    description: 'Only listed operations are served, and only by their ids.',
    httpStatus: 400,
    since: '0.1.0',
  },
  QUERY_NOT_IN_SAFE_LIST: {
    description: 'Only listed operations are served, and this one is not listed.',
    httpStatus: 400,
    since: '0.1.0',
  },
  OPERATION_TOO_COMPLEX: {
    description: 'The operation asks for more than one operation may: the message says of what.',
    httpStatus: 400,
    since: '0.1.0',
  },
  OVERLOADED: {
    description: 'The server has more to do than it can at the moment; try again soon.',
    httpStatus: 503,
    since: '0.1.0',
  },
  RATE_LIMITED: {
    description:
      'The caller, or the address, asked for more in a minute than one may: wait as long as Retry-After says.',
    httpStatus: 429,
    since: '0.1.0',
  },
  SUBSCRIPTION_LIMIT: {
    description:
      'The connection has as many operations as one may have: end one, or open another connection.',
    httpStatus: 429,
    since: '0.1.0',
  },
  SUBSCRIPTION_OVERFLOW: {
    description:
      'Events came faster than they could be completed, and the stream was ended: subscribe again.',
    httpStatus: 503,
    since: '0.1.0',
  },
  SUBSCRIPTION_SCHEMA_RELOAD: {
    description: 'The graph has changed, and this subscription is not valid on the new one any more.',
    httpStatus: 400,
    since: '0.1.0',
  },
  SERVER_SHUTDOWN: {
    description:
      'The server shuts down: connect again, which reaches another or the one that takes its place.',
    httpStatus: 503,
    since: '0.1.0',
  },
  PAYLOAD_TOO_LARGE: {
    description: 'The body is larger than the server accepts.',
    httpStatus: 413,
    since: '0.1.0',
  },
  INTERNAL_SERVER_ERROR: {
    description: 'A fault of ours; `extensions.errorId` finds it in the logs.',
    httpStatus: 500,
    since: '0.1.0',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CODES;
