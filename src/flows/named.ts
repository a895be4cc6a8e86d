import { Failure } from '../failure.ts';
import { FLOWS } from './built-in/flows.ts';
import { RULE_FLOWS } from './built-in/rule-flows.ts';
import type { Flow } from './flow.ts';

/**
 * A built-in flow by its name; a flow object is returned unchanged.
 *
 * @throws Failure `usage` if no built-in flow has that name
 */
export function flowOf(flow: string | Flow): Flow {
  if (typeof flow !== 'string') return flow;
  const all = [...FLOWS, ...RULE_FLOWS];
  const found = all.find(({ name }) => name === flow);
  if (found) return found;
  const names = all.map(({ name }) => name).join(', ');
  throw new Failure(
    'usage',
    `There is no flow "${flow}". Choose one of ${names}, or all; a flow of your own is a file that ends in .json.`,
  );
}
