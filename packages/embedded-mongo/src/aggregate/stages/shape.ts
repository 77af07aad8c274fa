import { CommandError } from '../../errors.js';
import { typeName } from '../../matcher/index.js';
import { compileProjectionFor } from '../../projection/index.js';
import { type Document, isDocument } from '../../types.js';
import { compileFor, type MakeStage, needDocument } from '../stage.js';

function projecting(context: 'aggregate' | 'set'): MakeStage {
  return (specification, { names }, name) => {
    const fields = needDocument(specification, name, 'Location15969');
    if (Object.keys(fields).length === 0) {
      throw new CommandError(
        'Location51272',
        `Invalid ${name} :: caused by :: specification must have at least one field`,
      );
    }
    // faults show when the pipeline is parsed, not when its first document arrives
    compileProjectionFor(fields, context, { variables: Object.fromEntries(names.map((one) => [one, null])) });
    return function* (documents, env) {
      const project = compileProjectionFor(fields, context, { variables: env.variables, now: env.now });
      for (const document of documents) yield project(document);
    };
  };
}

const unset: MakeStage = (specification, context) => {
  const paths: unknown[] = Array.isArray(specification) ? specification : [specification];
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string' && path !== '')) {
    throw new CommandError('Location31002', '$unset specification must be a string or an array of strings');
  }
  const fields = Object.fromEntries((paths as string[]).map((path) => [path, false]));
  return projecting('aggregate')(fields, context, '$unset');
};

const replaceWith: MakeStage = (specification, context, name) => {
  const expression = compileFor(specification, context);
  return function* (documents, env) {
    const evaluate = expression(env);
    for (const document of documents) {
      const root = evaluate(document);
      if (!isDocument(root)) {
        throw new CommandError(
          'Location40228',
          `'newRoot' expression of ${name} must evaluate to an object, but resulting value was of type ${typeName(root)}`,
        );
      }
      yield root;
    }
  };
};

const replaceRoot: MakeStage = (specification, context, name) => {
  const { newRoot } = needDocument(specification, name, 'Location40229') as { newRoot?: unknown } & Document;
  if (newRoot === undefined)
    throw new CommandError('Location40231', 'no newRoot specified for the $replaceRoot stage');
  return replaceWith(newRoot, context, name);
};

/** Stages that turn each document into another one. */
export const SHAPE_STAGES: Readonly<Record<string, MakeStage>> = {
  $project: projecting('aggregate'),
  $set: projecting('set'),
  $addFields: projecting('set'),
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
};
