import { check } from './commands/check.js';
import { dev } from './commands/dev.js';
import { doctor } from './commands/doctor.js';
import { events } from './commands/events.js';
import { seed } from './commands/seed.js';
import { runServiceTask } from './commands/service-task.js';
import { start } from './commands/start.js';
import { token } from './commands/token.js';
import { withDatabases } from './commands/with-databases.js';
import { readLocalConfig } from './config.js';
import { explain } from './explain.js';
import { openInstallation } from './local-system.js';

const HELP = `Usage: npm run orrery -- COMMAND

  start [--isolate]        run the system (npm start); --isolate gives each embedded database a process of its own
  dev                      run it with live reload (npm run dev)
  token --user EMAIL       print a token that acts as a user
  seed [--scale N]         write the demo data, N times as much
  catalog import FILE      load products from a JSON or CSV file [--dry-run] [--map FIELD=COLUMN]
  events dead list         the events that a service rejected for good; show ID, redrive ID, discard ID
  events lag               the events that have not gone out yet
  events rebuild SERVICE CONSUMER   build what a service makes of events anew, e.g. reviews received-products
  keys                     make this installation's development keys, and print where they are
  keys list                the keys by which accounts signs tokens; keys rotate [--lead SECONDS | --leaked] makes the next one
  clients add NAME --scopes SCOPE,...   a machine that gets tokens: prints its secret once; clients list, remove NAME
  createsuperuser --email E [--name N] [--promote]   make an administrator; asks for the password, or reads it from a pipe
  check --deploy           list what is wrong with a deployment's settings [--env-file FILE] [--process NAME]
  doctor                   look for what is wrong with this machine

Variables: PORT (gateway), TEST_PROVIDER_PORT, <SERVICE>_PORT, <SERVICE>_DATABASE_PORT, ORRERY_DATA_DIR, LOG_LEVEL,
MONGODB_URI or <SERVICE>_MONGODB_URI for a MongoDB of your own.
`;

async function run(argv: readonly string[]): Promise<number> {
  const [command = 'help', ...rest] = argv;
  const sources = { env: process.env };
  switch (command) {
    case 'start':
      return start(readLocalConfig({ ...sources, argv: rest }));
    case 'dev':
      return dev(readLocalConfig({ ...sources, argv: rest }));
    case 'token':
      return token(readLocalConfig(sources), rest);
    case 'seed':
      return seed(readLocalConfig(sources), rest);
    case 'catalog':
      return runTask('catalog', rest);
    case 'clients':
    case 'createsuperuser':
      return runTask('accounts', argv);
    case 'events':
      return events(readLocalConfig(sources), rest);
    case 'keys':
      if (rest.length > 0) return runTask('accounts', argv);
      process.stdout.write(`${(await openInstallation(readLocalConfig(sources))).jwksFile}\n`);
      return 0;
    case 'check':
      return check(process.env, rest);
    case 'doctor':
      return doctor(readLocalConfig(sources));
    case 'help':
    case '--help':
      process.stdout.write(HELP);
      return 0;
    default:
      process.stderr.write(`There is no command ${command}.\n\n${HELP}`);
      return 2;
  }
}

function runTask(service: string, argv: readonly string[]): Promise<number> {
  return withDatabases(readLocalConfig({ env: process.env }), async (installation) => {
    return (await runServiceTask(installation, service, argv, 'show')).code;
  });
}

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exit(1);
}
