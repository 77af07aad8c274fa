/** A place in a response: response names and list indexes. */
export type ResponsePath = readonly (string | number)[];

// A list of thousands would make an error for each element: past this many the rest are told by the first ones.
const MAX_POSITIONS = 100;

/**
 * Where a fetch's fields are null in the response, one path for each field of each object at `path` (response names, and
 * `@` for "each element"), in the response's order, at most 100. Fields that an object does not have are not its own.
 */
export function nullPositions(data: unknown, path: ResponsePath, fields: readonly string[]): ResponsePath[] {
  const found: ResponsePath[] = [];
  walk(data, path, [], (object, at) => {
    for (const field of fields) {
      if (found.length < MAX_POSITIONS && isObject(object) && object[field] === null)
        found.push([...at, field]);
    }
  });
  return found;
}

/**
 * The same where the fields' objects became null themselves, because a field that may not be null was missing. Below a
 * list that is gone no index can be known: then the list's own path stands for its elements.
 */
export function nulledAncestors(
  data: unknown,
  path: ResponsePath,
  fields: readonly string[],
): ResponsePath[] {
  const found: ResponsePath[] = [];
  walk(data, path, [], (object, at, rest) => {
    if (object !== null || found.length >= MAX_POSITIONS) return;
    if (rest.includes('@')) found.push([...at, ...rest.slice(0, rest.indexOf('@'))]);
    else for (const field of fields) found.push([...at, ...rest, field]);
  });
  return found;
}

function walk(
  value: unknown,
  rest: ResponsePath,
  at: ResponsePath,
  visit: (value: unknown, at: ResponsePath, rest: ResponsePath) => void,
): void {
  if (Array.isArray(value)) {
    const below = rest[0] === '@' ? rest.slice(1) : rest;
    for (const [index, element] of value.entries()) walk(element, below, [...at, index], visit);
    return;
  }
  const [next, ...below] = rest;
  if (value === null || next === undefined) visit(value, at, rest);
  else if (isObject(value)) walk(value[String(next)], below, [...at, next], visit);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
