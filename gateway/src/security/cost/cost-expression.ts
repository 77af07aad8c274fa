/** Variables as the client sent them, with defaults filled in. */
export type Variables = Readonly<Record<string, unknown>>;

/** A cost: known, or to be reckoned with the variables of a request. */
export type Cost = number | ((variables: Variables) => number);

/** A cost with these variables. */
export function costWith(cost: Cost, variables: Variables): number {
  return typeof cost === 'number' ? cost : cost(variables);
}

/** The sum of costs. */
export function sum(costs: readonly Cost[]): Cost {
  let known = 0;
  const open: Exclude<Cost, number>[] = [];
  for (const cost of costs) {
    if (typeof cost === 'number') known += cost;
    else open.push(cost);
  }
  if (open.length === 0) return known;
  return (variables) => open.reduce((total, cost) => total + cost(variables), known);
}

/** A cost times another. */
export function product(one: Cost, other: Cost): Cost {
  if (typeof one === 'number' && typeof other === 'number') return one * other;
  return (variables) => {
    const factor = costWith(one, variables);
    return factor === 0 ? 0 : factor * costWith(other, variables);
  };
}
