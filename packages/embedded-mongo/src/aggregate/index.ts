export { compileExpression } from './expression/compile.js';
export type { PipelineHead } from './head.js';
export { compilePipeline, type Pipeline } from './pipeline.js';
export type { CollectionSource, FindOptions, PipelineEnv } from './stage.js';
export type { PipelineWrite, WriteTarget } from './write.js';
