// The least that a gateway on node:http can do: the fetches that stock makes for an operation, byte for byte and round
// by round, and stock's answer. It parses nothing and decides nothing.
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';

const [file, port] = process.argv.slice(2);
const scripts = new Map(JSON.parse(readFileSync(file, 'utf8')).map((script) => [script.body, script]));
const agent = new Agent({ keepAlive: true });

createServer((incoming, outgoing) => {
  if (incoming.method === 'GET') return outgoing.end();
  readBody(incoming, async (body) => {
    const script = scripts.get(body.toString());
    if (!script) return outgoing.writeHead(404).end();
    for (const round of script.rounds) await Promise.all(round.map(send));
    outgoing.setHeader('content-type', 'application/json; charset=utf-8');
    outgoing.end(script.answer);
  });
}).listen(Number(port), '127.0.0.1');

function send({ port: to, body }) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const options = { agent, host: '127.0.0.1', port: to, path: '/graphql', method: 'POST', headers };
    const fetch = request(options, (response) => readBody(response, resolve));
    fetch.once('error', reject).end(body);
  });
}

function readBody(stream, done) {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk)).once('end', () => done(Buffer.concat(chunks)));
}
