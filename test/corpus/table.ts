import type { AuditOptions } from '../../src/audit/audit.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import { PLANTED } from '../faults/table.ts';

/** A planted fault, and the rule that it breaks. */
export interface PlantedFault {
  fault: string;
  rule: RuleId;
  options?: Pick<AuditOptions, 'instances' | 'logout'>;
}

const ABOUT_HEADERS: readonly PlantedFault[] = [
  { fault: 'no Content-Security-Policy', rule: 'csp' },
  { fault: 'no nosniff', rule: 'nosniff' },
  { fault: 'no Referrer-Policy', rule: 'referrer-policy' },
  { fault: 'shown in frames', rule: 'framing' },
  { fault: 'kept by browsers', rule: 'no-store' },
];

const ABOUT_LIFETIMES: readonly PlantedFault[] = [
  { fault: 'a store that keeps sessions for ever', rule: 'idle-limit' },
  { fault: 'ids of Math.random', rule: 'id-random' },
  { fault: 'ids of the time', rule: 'id-random' },
];

const ABOUT_FAILURES: readonly PlantedFault[] = [
  { fault: 'open while the store fails', rule: 'store-failure-closed' },
  { fault: 'ends when the store fails', rule: 'store-failure-closed' },
  { fault: 'stack traces in production', rule: 'no-stack-trace' },
  { fault: 'ids in the log', rule: 'no-ids-in-log' },
  { fault: 'passwords in the log', rule: 'no-ids-in-log' },
  { fault: 'MemoryStore in production', rule: 'memory-store-in-production' },
  { fault: 'a record for each stranger', rule: 'record-for-strangers' },
  {
    fault: 'no way out on the page',
    rule: 'logout-shown',
    options: { logout: 'POST /logout' },
  },
];

export const FAULTS: readonly PlantedFault[] = [
  ...ABOUT_HEADERS,
  ...ABOUT_LIFETIMES,
  ...ABOUT_FAILURES,
  ...PLANTED.map(({ fault, rule, options }) => ({
    fault,
    rule,
    options: options?.instances === undefined ? {} : { instances: options.instances },
  })),
];
