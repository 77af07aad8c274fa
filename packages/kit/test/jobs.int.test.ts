import { once } from 'node:events';
import { METRIC } from '@orrery/contracts';
import { afterEach, expect, it, vi } from 'vitest';
import { afterCommit, type CommandScope } from '../src/index.js';
import { notes as notesService } from './notes-service.js';
import { type RunningNotes, runNotes } from './running-notes.js';

const LONG = { timeout: 60_000 };

let notes: RunningNotes | undefined;
afterEach(() => notes?.close());

/** The notes service with one job that writes a note, then waits for the service to stop, if it is to. */
function serviceWith({ waits }: { waits: boolean }, said: string[]) {
  const run = async (
    { models, transaction }: CommandScope<{ Note: { create: Create } }>,
    signal: AbortSignal,
  ) => {
    await transaction(async (session) => {
      afterCommit(session, () => said.push('committed'));
      await models.Note.create([{ _id: 'by-job', text: 'swept' }], { session });
      said.push('written');
    });
    if (waits) await once(signal, 'abort');
    said.push('ended');
  };
  return { ...notesService, jobs: [{ name: 'write-note', everyMs: 3_600_000, run }] };
}

type Create = (documents: object[], options: object) => Promise<unknown>;

it('should run jobs while the service serves, with its scope, and measure them', async () => {
  const said: string[] = [];
  notes = await runNotes({}, serviceWith({ waits: false }, said));
  const { url } = notes;
  await vi.waitFor(async () => {
    const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
    const sampleOf = (name: string) =>
      lines.filter((line) => line.startsWith(`${name}{`) && line.includes('job="write-note"'));
    expect(sampleOf(METRIC.jobRunsTotal)).toEqual([expect.stringMatching(/result="done".* 1$/)]);
    expect(sampleOf(`${METRIC.jobDuration}_count`)).toEqual([expect.stringMatching(/ 1$/)]);
  }, LONG);
  expect(said).toEqual(['written', 'committed', 'ended']);
  const { body } = await notes.post({ query: '{ note(id: "by-job") { text } }' });
  expect(body).toEqual({ data: { note: { text: 'swept' } } });
});

it('should end a job by its signal when the service stops, before the database is left', async () => {
  const said: string[] = [];
  notes = await runNotes({}, serviceWith({ waits: true }, said));
  await vi.waitFor(() => expect(said).toEqual(['written', 'committed']), LONG);
  await notes.service.stop();
  expect(said).toEqual(['written', 'committed', 'ended']);
  expect(notes.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
});
