import type { Answer, IncrementalAnswer, IncrementalChunk, PendingPart } from '../executor/engine.js';

/**
 * How deferred parts are written. `20220824`: each part with its path, as Apollo's clients and servers have had it since
 * 2022. `v0.2`: parts are announced, named by id and completed, as the GraphQL specification's proposal has it.
 */
export type DeferFormat = '20220824' | 'v0.2';

const CONTENT_TYPES: Readonly<Record<DeferFormat, string>> = {
  '20220824': 'multipart/mixed; boundary="-"; deferSpec=20220824',
  'v0.2': 'multipart/mixed; boundary="-"; incrementalSpec=v0.2',
};

/**
 * The format that a client's Accept header asks for; undefined when it takes no multipart/mixed, or only in a format that
 * is not offered. `multipart/mixed` alone is taken as `20220824`. Of several, the first.
 */
export function deferFormatFor(accept: string | undefined): DeferFormat | undefined {
  for (const range of accept?.split(',') ?? []) {
    const [type, ...rest] = range.split(';').map((part) => part.trim().toLowerCase());
    if (type !== 'multipart/mixed') continue;
    const parameters = new Map(
      rest.map((parameter) => {
        const [name = '', value = ''] = parameter.split('=', 2);
        return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
      }),
    );
    if (parameters.has('subscriptionspec') || parameters.get('q') === '0') continue;
    if (parameters.get('incrementalspec') === 'v0.2') return 'v0.2';
    if (parameters.has('incrementalspec')) continue;
    if ((parameters.get('deferspec') ?? '20220824') === '20220824') return '20220824';
  }
  return undefined;
}

/** The response header that names the format. */
export function deferContentType(format: DeferFormat): string {
  return CONTENT_TYPES[format];
}

/** The body's parts, each to be written as soon as it comes; the first has the initial answer. */
export async function* deferBody(answer: IncrementalAnswer, format: DeferFormat): AsyncGenerator<string> {
  yield `\r\n---${part(initial(answer, format))}`;
  if (answer.hasNext) {
    for await (const chunk of answer.subsequent) yield part(subsequent(chunk, format));
  }
  yield '--\r\n';
}

// The delimiter after a part goes out with it: a client knows then that the part is whole.
function part(payload: object): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${JSON.stringify(payload)}\r\n---`;
}

function initial({ initial: answer, pending, hasNext }: IncrementalAnswer, format: DeferFormat): object {
  const { data, errors }: Answer = answer;
  return {
    data,
    ...(errors && { errors }),
    ...(format === 'v0.2' && hasNext && { pending: pending.map(announcement) }),
    hasNext,
  };
}

function subsequent({ parts, pending, hasNext }: IncrementalChunk, format: DeferFormat): object {
  if (format === '20220824') {
    const incremental = parts.map(({ data, path, label, errors }) => ({
      data,
      path,
      ...(label !== undefined && { label }),
      ...(errors.length > 0 && { errors }),
    }));
    return { incremental, hasNext };
  }
  const delivered = parts.filter(({ data }) => data !== null);
  return {
    ...(pending.length > 0 && { pending: pending.map(announcement) }),
    ...(delivered.length > 0 && {
      incremental: delivered.map(({ id, data, errors }) => ({
        id,
        data,
        ...(errors.length > 0 && { errors }),
      })),
    }),
    // A part without data has failed as a whole.
    completed: parts.map(({ id, data, errors }) => ({
      id,
      ...(data === null && errors.length > 0 && { errors }),
    })),
    hasNext,
  };
}

function announcement({ id, path, label }: PendingPart): object {
  return { id, path, ...(label !== undefined && { label }) };
}
