/** What a subgraph can be made to do in place of answering. */
export const FAULTS = [
  /** Its process ends at once when a request arrives. */
  'killed',
  /** Its process is there; nothing listens any more. */
  'refused',
  'hung before headers',
  'hung in the body',
  /** A byte now and then, without end. */
  'slow drip',
  /** Bytes that are not HTTP. */
  'garbage',
  'HTML with 200',
  /** An answer that does not end, as fast as it is read. */
  'oversize',
  /** The connection is reset when a request arrives. */
  'reset',
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];
