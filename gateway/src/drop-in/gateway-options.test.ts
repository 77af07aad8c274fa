import { readFileSync } from 'node:fs';
import type { GatewayConfig } from '@apollo/gateway';
import { describe, expect, it } from 'vitest';
import { checkOptions, OPTIONS, PLANNER_OPTIONS } from './gateway-options.js';
import { SupergraphGateway } from './supergraph-gateway.js';

const names = (honoured: boolean, options: typeof OPTIONS | typeof PLANNER_OPTIONS) =>
  Object.entries(options).filter(([, treatment]) => (typeof treatment === 'string') === honoured);

describe("@apollo/gateway's options", () => {
  it('should each be in the guide', () => {
    const guide = readFileSync(new URL('../../../docs/guides/drop-in.md', import.meta.url), 'utf8');
    const all = [...Object.keys(OPTIONS), ...Object.keys(PLANNER_OPTIONS)];
    expect(all.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(names(true, OPTIONS))('should take %s', (name) => {
    expect(() => checkOptions({ [name]: true })).not.toThrow();
  });

  it.each([...names(false, OPTIONS)])('should refuse %s by name, and say what to do', (name) => {
    expect(() => checkOptions({ [name]: () => undefined })).toThrow(new RegExp(`^ {2}${name}: .{20,}`, 'm'));
  });

  it.each([...names(false, PLANNER_OPTIONS)])('should refuse queryPlannerConfig.%s by name', (name) => {
    expect(() => checkOptions({ queryPlannerConfig: { [name]: {} } })).toThrow(
      new RegExp(`^ {2}queryPlannerConfig\\.${name}: .{20,}`, 'm'),
    );
  });

  it('should refuse all at once, in the constructor', () => {
    const config: GatewayConfig = {
      supergraphSdl: '',
      queryPlannerConfig: { typeConditionedFetching: true, incrementalDelivery: { enableDefer: true } },
    };
    expect(() => new SupergraphGateway(config)).toThrow(
      /incrementalDelivery.*\n.*typeConditionedFetching|typeConditionedFetching.*\n.*incrementalDelivery/,
    );
  });

  it('should take what is off as not given', () => {
    const off = {
      typeConditionedFetching: false,
      cache: undefined,
      incrementalDelivery: { enableDefer: false },
    };
    expect(checkOptions({ queryPlannerConfig: off, experimental_updateSupergraphSdl: undefined })).toEqual(
      [],
    );
  });

  it('should warn of what nobody knows, and of what has no effect there either', () => {
    expect(
      checkOptions({ suprgraphSdl: '', experimental_autoFragmentization: true, forwardHeaders: [] }),
    ).toEqual([
      'SupergraphGateway does not know the option suprgraphSdl; it has no effect',
      'the option experimental_autoFragmentization has no effect',
    ]);
  });
});
