import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { SupergraphError } from '../supergraph-error.js';

/** One subgraph of a configuration. */
export interface ConfiguredSubgraph {
  readonly name: string;
  /** Where a gateway reaches it. */
  readonly url: string;
  /** The absolute path of its SDL. */
  readonly schemaFile: string;
}

// The part of Rover's format that names files; addresses to introspect and graph refs need a running network.
const configSchema = z.strictObject({
  federation_version: z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((version) => /^(=2\.\d+\.\d+|2|latest-2)$/.test(version), 'must be a version of federation 2')
    .optional(),
  subgraphs: z
    .record(
      z.string().regex(/^[A-Za-z][\w-]*$/, 'is not a name for a subgraph'),
      z.strictObject({
        routing_url: z.url({ protocol: /^https?$/, message: 'must be an http or https address' }),
        schema: z.strictObject({ file: z.string().min(1) }),
      }),
    )
    .refine((subgraphs) => Object.keys(subgraphs).length > 0, 'names no subgraph'),
});

/**
 * Reads a composition's configuration, in Rover's format (`supergraph.yaml`). Subgraphs come in order of their names, so
 * that what is composed does not depend on the file's order.
 * @throws SupergraphError naming the file and every fault.
 */
export async function readSupergraphConfig(path: string): Promise<ConfiguredSubgraph[]> {
  let document: unknown;
  try {
    document = parseYaml(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new SupergraphError(`${path} cannot be read: ${reason}`, error);
  }
  const parsed = configSchema.safeParse(document);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`,
    );
    throw new SupergraphError(`${path} is not a supergraph configuration:\n${faults.join('\n')}`);
  }
  return Object.entries(parsed.data.subgraphs)
    .map(([name, { routing_url: url, schema }]) => ({
      name,
      url,
      schemaFile: resolve(dirname(path), schema.file),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
