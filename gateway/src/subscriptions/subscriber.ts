import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/** An answer as clients see it. */
export type ClientAnswer = FormattedExecutionResult;

/** One client's end of an operation. */
export interface Subscriber {
  next(answer: ClientAnswer): void;
  /** Nothing comes after it; with errors when the operation was refused or its stream broke. */
  end(errors?: readonly GraphQLFormattedError[]): void;
}

/** An operation ended with errors in place of an answer. */
export class EndedWithErrors extends Error {
  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super('the operation ended with errors');
    this.name = 'EndedWithErrors';
  }
}

/**
 * The answers to an operation that is started at once. Ending the iteration stops the operation; answers that are not taken
 * yet are kept, so that whoever iterates must do so without delay.
 * @throws EndedWithErrors from the iteration
 */
export function answersOf(
  start: (subscriber: Subscriber) => () => void,
): AsyncGenerator<ClientAnswer, undefined, undefined> {
  const answers: ClientAnswer[] = [];
  let ended: { readonly errors?: readonly GraphQLFormattedError[] } | undefined;
  let wake = () => {};
  const stop = start({
    next: (answer) => {
      answers.push(answer);
      wake();
    },
    end: (errors) => {
      ended ??= { errors };
      wake();
    },
  });
  const finish = (): { done: true; value: undefined } => {
    ended = {};
    answers.length = 0;
    stop();
    wake();
    return { done: true, value: undefined };
  };
  const iteration: AsyncGenerator<ClientAnswer, undefined, undefined> = {
    [Symbol.asyncIterator]: () => iteration,
    next: async () => {
      while (answers.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const value = answers.shift();
      if (value) return { done: false, value };
      const errors = ended?.errors;
      ended = {};
      if (errors) throw new EndedWithErrors(errors);
      return { done: true, value: undefined };
    },
    return: async () => finish(),
    throw: async (error) => {
      finish();
      throw error;
    },
  };
  return iteration;
}
