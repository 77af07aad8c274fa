import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopped } from '../gateways/gateway-process.js';
import type { SubgraphName } from './schemas.js';
import type { Ask, SentRequest, Told } from './serve.js';

/** The subgraphs' process. */
export interface RunningSubgraphs {
  readonly ports: Readonly<Record<SubgraphName, number>>;
  /** What the subgraphs are sent while `act` runs, but for the probes by which our gateway watches them. */
  recorded(act: () => Promise<unknown>): Promise<readonly SentRequest[]>;
  stop(): Promise<void>;
}

/** Starts the subgraphs, on the cores of this process. @throws Error when they end before they serve */
export async function startSubgraphs(): Promise<RunningSubgraphs> {
  const child = fork(fileURLToPath(new URL('./serve.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx', '--conditions=@orrery/source'],
  });
  const { ports } = await next(child);
  if (!ports) throw new Error('the subgraphs told no ports');
  const ask = (question: Ask) => {
    const told = next(child);
    child.send(question);
    return told;
  };
  return {
    ports,
    recorded: async (act) => {
      await ask('record');
      await act();
      const { recorded = [] } = await ask('recorded');
      return recorded.filter(({ body }) => !body.includes('OrreryProbe'));
    },
    stop: () => stopped(child),
  };
}

function next(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the process of the subgraphs ended'));
    child.once('exit', ended);
    child.once('message', (told) => {
      child.off('exit', ended);
      resolve(told as Told);
    });
  });
}
