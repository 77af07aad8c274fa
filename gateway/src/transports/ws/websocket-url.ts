/** Where a subgraph takes subscriptions unless it is told otherwise: its HTTP address, with ws for http and wss for https. */
export function websocketUrlOf(httpUrl: string): string {
  return httpUrl.replace(/^http/, 'ws');
}
