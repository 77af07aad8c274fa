/** The parts of MongoDB's unified test format that the runner reads. */
export type Row = Record<string, unknown>;

export interface RunOnRequirement {
  readonly minServerVersion?: string;
  readonly maxServerVersion?: string;
  readonly topologies?: readonly string[];
  readonly serverParameters?: Row;
  readonly auth?: boolean;
  readonly authMechanism?: string;
  readonly serverless?: 'require' | 'forbid' | 'allow';
  readonly csfle?: unknown;
}

export interface Operation {
  readonly name: string;
  readonly object: string;
  readonly arguments?: Row;
  readonly ignoreResultAndError?: boolean;
  readonly expectError?: Row;
  readonly expectResult?: unknown;
  readonly saveResultAsEntity?: string;
}

export interface ExpectedEvents {
  readonly client: string;
  readonly eventType?: 'command' | 'cmap' | 'sdam';
  readonly events: readonly Row[];
  readonly ignoreExtraEvents?: boolean;
}

export interface CollectionData {
  readonly databaseName: string;
  readonly collectionName: string;
  readonly documents: readonly Row[];
  readonly createOptions?: Row;
}

export interface TestCase {
  readonly description: string;
  readonly runOnRequirements?: readonly RunOnRequirement[];
  readonly skipReason?: string;
  readonly operations: readonly Operation[];
  readonly expectEvents?: readonly ExpectedEvents[];
  readonly outcome?: readonly CollectionData[];
}

export interface TestFile {
  readonly description: string;
  readonly schemaVersion: string;
  readonly runOnRequirements?: readonly RunOnRequirement[];
  readonly createEntities?: readonly Record<string, Row>[];
  readonly initialData?: readonly CollectionData[];
  readonly tests: readonly TestCase[];
}

export type Verdict = 'passed' | 'failed' | 'skipped';

/** What became of one case. */
export interface CaseResult {
  readonly suite: string;
  readonly file: string;
  readonly description: string;
  readonly verdict: Verdict;
  readonly reason?: string;
}
