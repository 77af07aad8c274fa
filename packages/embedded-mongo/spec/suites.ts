import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** A folder of test files. */
export interface Suite {
  readonly name: string;
  readonly folder: string;
  /** Paths below the folder, in order. */
  readonly files: readonly string[];
}

/** Folders that the specifications put around their tests, which name no suite. */
const WRAPPERS = new Set(['tests', 'unified', 'json']);

function nameOf(folder: string): string {
  return folder.split(sep).findLast((part) => part !== '' && !WRAPPERS.has(part)) ?? folder;
}

function suiteAt(folder: string): Suite {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );
  if (files.length === 0) throw new Error(`there are no .json files in ${folder}`);
  return { name: nameOf(folder), folder, files: files.sort() };
}

/** @throws Error when neither the collection of suites nor the working folder has it */
function locate(specs: string, name: string): string {
  const places = [join(specs, name), resolve(process.env.INIT_CWD ?? '.', name)];
  const found = places.find((place) => existsSync(place) && statSync(place).isDirectory());
  if (!found) throw new Error(`there is no suite or folder called ${name}`);
  return found;
}

/** The suites to run: those that are named, each a suite below `specs` or a folder; all below `specs` if none is. */
export function findSuites(specs: string, names: readonly string[]): Suite[] {
  const wanted = names.length > 0 ? names : readdirSync(specs).sort();
  return wanted.map((name) => suiteAt(locate(specs, name)));
}
