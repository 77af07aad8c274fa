import { type FieldFault, RequestError } from '@orrery/runtime';
import { type ValidationError, validate } from 'class-validator';

/**
 * Checks an argument's value by its class-validator decorators.
 * @throws RequestError BAD_USER_INPUT with one entry a faulty field; values are never echoed (they may be passwords)
 */
export async function validateInput(
  value: unknown,
  _type: unknown,
  { args }: { args: Readonly<Record<string, unknown>> },
): Promise<void> {
  if (value === null || typeof value !== 'object') return;
  const argument = argumentNameOf(value, args);
  const items = Array.isArray(value) ? value : [value];
  const fields: FieldFault[] = [];
  for (const [i, item] of items.entries()) {
    if (item === null || typeof item !== 'object') continue;
    fields.push(...(await faultsIn(item, Array.isArray(value) ? `${argument}.${i}` : argument)));
  }
  if (fields.length === 0) return;
  const summary = fields.map((field) => `${field.path} ${field.message}`).join('; ');
  throw new RequestError('BAD_USER_INPUT', `Not accepted: ${summary}.`, fields);
}

// type-graphql does not say which argument it validates: it is the one whose raw value has the same keys.
// A class of arguments (@Args) has no name of its own: its keys are the arguments' names.
function argumentNameOf(value: object, args: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(args).filter((name) => {
    const raw = args[name];
    return raw !== null && typeof raw === 'object' && Object.keys(raw).every((key) => key in value);
  });
  return names.length === 1 ? (names[0] as string) : '';
}

// Half a character (a lone surrogate): no text that could be stored, and some validators throw at it.
const HALF_CHARACTER = /\p{Surrogate}/u;

async function faultsIn(value: object, argument: string): Promise<FieldFault[]> {
  const broken = brokenTexts(value, argument);
  if (broken.length > 0) return broken;
  const errors = await validate(value, {
    validationError: { target: false, value: false },
    forbidUnknownValues: false,
    skipMissingProperties: true, // whether a field may be missing is said by the schema,
  });
  return errors.flatMap((error) => faultsOf(error, argument));
}

function brokenTexts(value: unknown, path: string): FieldFault[] {
  if (typeof value === 'string') {
    return HALF_CHARACTER.test(value) ? [{ path, message: 'must be text of whole characters' }] : [];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    brokenTexts(inner, path ? `${path}.${name}` : name),
  );
}

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const path = parent ? `${parent}.${error.property}` : error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({
    path,
    message: message.startsWith(`${error.property} `) ? message.slice(error.property.length + 1) : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, path))];
}
