import type { DemoSystem } from '../fixture/demo-system.js';
import { evaluateIn } from '../fixture/inspected-process.js';

// What every object of a process inherits from, and what a write through a client's key would change.
const BUILT_IN = [
  'Object',
  'Array',
  'Function',
  'String',
  'Number',
  'Boolean',
  'Map',
  'Set',
  'Promise',
  'Error',
];

// Enumerable or not, by text or symbol: and whether one was replaced by something of the other kind.
const EXPRESSION = `[${BUILT_IN.join(', ')}].map(({ name, prototype }) => [name, ...Reflect.ownKeys(prototype).map((key) => {
  const { value, enumerable } = Object.getOwnPropertyDescriptor(prototype, key);
  return [String(key), typeof value, enumerable].join(' ');
})].join('\\n'))`;

/** The properties of the built-in prototypes in each process of a system, as texts by the process's name. */
export async function prototypesIn(demo: DemoSystem): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const name of inspected(demo)) found[name] = await evaluateIn(demo.logOf(name), EXPRESSION);
  return found;
}

function inspected({ processes, services }: DemoSystem): string[] {
  const names = services.map(({ name }) => name);
  return [...processes.keys()].filter((name) => name.startsWith('gateway-') || names.includes(name));
}
