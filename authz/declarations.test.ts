import { printSubgraph } from '@orrery/kit';
import { describe, expect, it } from 'vitest';
import { SERVICES } from './services.js';

describe('the subgraphs', () => {
  it.each(SERVICES.map((service) => [service.name, service] as const))(
    'should say who may have each field of %s',
    (_name, service) => {
      expect(printSubgraph(service)).toContain('schema @link');
    },
  );
});
