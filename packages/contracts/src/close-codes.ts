/**
 * Every code that a gateway closes a WebSocket with. Those of the graphql-transport-ws protocol have the meaning and number
 * that it gives them; clients of graphql-ws connect again after the ones marked "again".
 */
export const CLOSE_CODE = {
  /** The server shuts down (RFC 6455, 7.4.1); again. */
  goingAway: 1001,
  /** What came is no frame of the WebSocket protocol (RFC 6455, 7.4.1). */
  protocolError: 1002,
  /** A text message is no UTF-8 (RFC 6455, 7.4.1). */
  invalidText: 1007,
  /** A message is larger than the server accepts (RFC 6455, 7.4.1). */
  messageTooBig: 1009,
  /** A message is not of the protocol. */
  badRequest: 4400,
  /** An operation came before the connection was acknowledged. */
  unauthorized: 4401,
  /** The token that connection_init or a ping brought is not taken, or its time or its session is over; again. */
  forbidden: 4403,
  /** The client offered no subprotocol that is served: it is graphql-transport-ws. */
  subprotocolNotAcceptable: 4406,
  /** No connection_init came in time; again. */
  initialisationTimeout: 4408,
  /** An operation's id is that of one that still runs. */
  subscriberAlreadyExists: 4409,
  /** A second connection_init came. */
  tooManyInitialisationRequests: 4429,
  /** A fault of the server's. */
  internalServerError: 4500,
  /** The client did not read what it was sent, and its buffer was full; again. */
  slowClient: 4509,
} as const;
