#!/usr/bin/env node
import { runCli } from './server/cli-run.js';

await runCli(process.argv.slice(2), process.env);
