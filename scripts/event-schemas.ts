import { join } from 'node:path';
import { dataSchemaName, EVENTS, envelopeSchema } from '@orrery/contracts';
import { z } from 'zod';

/** The JSON Schemas of all events' data, by version, and of their envelope: for consumers that are not written in TypeScript. */
export function eventSchemas(folder: string): Map<string, string> {
  const schemas = new Map([[join(folder, 'envelope.json'), text(envelopeSchema)]]);
  for (const { type, versions } of Object.values(EVENTS)) {
    for (const [i, schema] of versions.entries()) {
      schemas.set(join(folder, `${dataSchemaName(type, i + 1)}.json`), text(schema));
    }
  }
  return schemas;
}

// As what is read: fields that a later version adds are no fault.
function text(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
}
