import { EJSON } from 'bson';
import { describe, expect, it } from 'vitest';
import { type Case, MANUAL } from './truth/case.js';
import * as expressions from './truth/expressions.js';
import * as expressionsOnArrays from './truth/expressions-arrays.js';
import * as manualDocuments from './truth/manual-documents.js';
import * as manualExpressions from './truth/manual-expressions.js';
import * as manualStages from './truth/manual-stages.js';
import * as manualValues from './truth/manual-values.js';
import * as matching from './truth/match.js';
import * as matchingArrays from './truth/match-arrays.js';
import * as ordering from './truth/order.js';
import * as pipelines from './truth/pipelines.js';
import * as pipelinesThatJoin from './truth/pipelines-joins.js';
import { runCase } from './truth/run.js';
import * as texts from './truth/texts.js';
import * as updating from './truth/update.js';
import * as updatingFields from './truth/update-fields.js';

const TABLES: Record<string, Case[]> = {
  matching: matching.cases,
  'matching arrays': matchingArrays.cases,
  'updating fields': updatingFields.cases,
  updating: updating.cases,
  ordering: ordering.cases,
  expressions: expressions.cases,
  'expressions on arrays': expressionsOnArrays.cases,
  'strings and dates': texts.cases,
  "the manual's examples of documents": manualDocuments.cases,
  "the manual's examples of stages": manualStages.cases,
  "the manual's examples of expressions": manualExpressions.cases,
  "the manual's examples of values": manualValues.cases,
  pipelines: pipelines.cases,
  'pipelines that join and order': pipelinesThatJoin.cases,
};

function title(one: Case): string {
  const { kind, page, ...rest } = one;
  return `should follow ${MANUAL}${page} (${kind}: ${EJSON.stringify(rest).slice(0, 160)})`;
}

describe.each(Object.entries(TABLES))('%s', (_name, cases) => {
  it.each(cases.map((one) => [title(one), one] as const))('%s', (_title, one) => {
    expect.hasAssertions();
    runCase(one);
  });
});
