import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';

const JSON_HEAD = { 'content-type': 'application/json' };
const DRIP_MS = 40;
const PIECE = `"${'x'.repeat(65_536)}",`;

/** Does to one request what each fault that can be done to one does; `refused` is for the server as a whole. */
export const MISBEHAVE: Readonly<Record<Exclude<Fault, 'refused'>, (response: ServerResponse) => void>> = {
  killed: () => process.kill(process.pid, 'SIGKILL'),
  'hung before headers': () => undefined,
  'hung in the body': (response) => {
    response.writeHead(200, { ...JSON_HEAD, 'content-length': 1_000 }).write('{"data":{');
  },
  'slow drip': (response) => {
    response.writeHead(200, JSON_HEAD).write('{"data":{');
    const timer = setInterval(() => response.write(' '), DRIP_MS);
    response.once('close', () => clearInterval(timer));
  },
  garbage: ({ socket }) => {
    socket?.end('\u0000\u0001\u0002 this is not HTTP\r\n\r\n{"data":{}}');
  },
  'HTML with 200': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome!</body></html>');
  },
  oversize: (response) => {
    response.writeHead(200, JSON_HEAD).write('{"data":{"x":[');
    const more = () => {
      while (!response.destroyed && response.write(PIECE));
    };
    response.on('drain', more).on('error', () => undefined);
    more();
  },
  reset: ({ socket }) => {
    socket?.resetAndDestroy();
  },
};
