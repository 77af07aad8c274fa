import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import type { IncrementalAnswer, IncrementalChunk } from '../executor/engine.js';
import { type DeferFormat, deferBody, deferContentType, deferFormatFor } from './incremental-delivery.js';

test.each([
  [undefined, undefined],
  ['application/json', undefined],
  ['*/*', undefined],
  ['multipart/mixed', '20220824'],
  ['multipart/mixed;deferSpec=20220824,application/graphql-response+json', '20220824'],
  ['application/json, Multipart/Mixed; boundary="x"; deferSpec="20220824"', '20220824'],
  ['multipart/mixed;incrementalSpec=v0.2, application/json', 'v0.2'],
  ['multipart/mixed;incrementalSpec=v0.2, multipart/mixed;deferSpec=20220824', 'v0.2'],
  ['multipart/mixed;incrementalSpec=v9, multipart/mixed;deferSpec=20220824', '20220824'],
  ['multipart/mixed;deferSpec=19990101', undefined],
  ['multipart/mixed;deferSpec=20220824;q=0', undefined],
  ['multipart/mixed;subscriptionSpec="1.0"', undefined],
])('reads %s as %s', (accept, format) => {
  expect(deferFormatFor(accept)).toBe(format);
});

const failed = new GraphQLError('lost', { path: ['a', 'late'] });

async function* chunks(): AsyncGenerator<IncrementalChunk, void, void> {
  yield {
    parts: [{ id: '0', path: ['a'], label: 'l', data: { b: { x: 1 } }, errors: [] }],
    pending: [{ id: '2', path: ['a', 'b'], label: undefined }],
    hasNext: true,
  };
  yield {
    parts: [
      { id: '1', path: ['a'], label: undefined, data: null, errors: [failed] },
      { id: '2', path: ['a', 'b'], label: undefined, data: { y: 2 }, errors: [] },
    ],
    pending: [],
    hasNext: false,
  };
}

const answer = (): IncrementalAnswer => ({
  initial: { data: { a: { n: 'ü' } } },
  pending: [
    { id: '0', path: ['a'], label: 'l' },
    { id: '1', path: ['a'], label: undefined },
  ],
  hasNext: true,
  subsequent: chunks(),
});

// Reads the body as a client does: by its boundary.
async function parts(format: DeferFormat): Promise<unknown[]> {
  let body = '';
  for await (const text of deferBody(answer(), format)) body += text;
  expect(body).toMatch(/^\r\n---\r\n[\s\S]*\r\n-----\r\n$/);
  const inner = body.slice('\r\n---'.length, -'\r\n-----\r\n'.length);
  return inner.split('\r\n---').map((text) => {
    const [head, json = ''] = text.split('\r\n\r\n');
    expect(head).toBe('\r\ncontent-type: application/json; charset=utf-8');
    return JSON.parse(json);
  });
}

test('writes parts with their paths in the format of 2022', async () => {
  expect(await parts('20220824')).toEqual([
    { data: { a: { n: 'ü' } }, hasNext: true },
    { incremental: [{ data: { b: { x: 1 } }, path: ['a'], label: 'l' }], hasNext: true },
    {
      incremental: [
        { data: null, path: ['a'], errors: [{ message: 'lost', path: ['a', 'late'] }] },
        { data: { y: 2 }, path: ['a', 'b'] },
      ],
      hasNext: false,
    },
  ]);
});

test('announces, names and completes parts in the newer format', async () => {
  expect(await parts('v0.2')).toEqual([
    {
      data: { a: { n: 'ü' } },
      pending: [
        { id: '0', path: ['a'], label: 'l' },
        { id: '1', path: ['a'] },
      ],
      hasNext: true,
    },
    {
      pending: [{ id: '2', path: ['a', 'b'] }],
      incremental: [{ id: '0', data: { b: { x: 1 } } }],
      completed: [{ id: '0' }],
      hasNext: true,
    },
    {
      incremental: [{ id: '2', data: { y: 2 } }],
      completed: [{ id: '1', errors: [{ message: 'lost', path: ['a', 'late'] }] }, { id: '2' }],
      hasNext: false,
    },
  ]);
});

test('names the format in the content type', () => {
  expect(deferContentType('20220824')).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
  expect(deferContentType('v0.2')).toBe('multipart/mixed; boundary="-"; incrementalSpec=v0.2');
});
