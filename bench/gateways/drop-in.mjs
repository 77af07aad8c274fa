// The drop-in: stock.mjs with one import changed.
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { SupergraphGateway } from '@orrery/gateway';

const [file, port] = process.argv.slice(2);
const server = new ApolloServer({
  gateway: new SupergraphGateway({ supergraphSdl: readFileSync(file, 'utf8') }),
});
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(port) } });
