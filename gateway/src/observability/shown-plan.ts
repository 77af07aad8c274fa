import { createRequire } from 'node:module';
import type { QueryPlan } from '@apollo/query-planner';

const load = createRequire(import.meta.url);

/** The header by which a client asks for the plan, and the one that says in which format, as Apollo's explorer sends them. */
export const PLAN_HEADER = 'apollo-query-plan-experimental';
export const PLAN_FORMAT_HEADER = 'apollo-query-plan-experimental-format';

/** The extension by which a plan is shown, as @apollo/gateway does: text, or with the format `internal` the plan itself. */
export function shownPlan(plan: QueryPlan, format: string | null = 'prettified') {
  const text = format === 'prettified' && plan.node ? prettified(plan) : true;
  return { __queryPlanExperimental: format === 'internal' ? plan : text };
}

// The planner lives in a thread of its own: here its package is loaded when somebody wants to see a plan.
function prettified(plan: QueryPlan): string {
  const { prettyFormatQueryPlan } = load('@apollo/query-planner') as typeof import('@apollo/query-planner');
  return prettyFormatQueryPlan(plan);
}

/** The format in which the headers of a request ask for the plan; undefined when they do not. */
export function planFormatOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  if (!headers[PLAN_HEADER]) return undefined;
  return String(headers[PLAN_FORMAT_HEADER] ?? 'prettified');
}
