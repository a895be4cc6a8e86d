import type { AuditOptions } from '../../src/audit/audit.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import { PLANTED } from '../faults/table.ts';

/** A planted fault, and the rule that it breaks. */
export interface PlantedFault {
  fault: string;
  rule: RuleId;
  options?: Pick<AuditOptions, 'login' | 'protected' | 'logout'>;
}

const ABOUT_HEADERS: readonly PlantedFault[] = [
  { fault: 'no Content-Security-Policy', rule: 'csp' },
  { fault: 'no nosniff', rule: 'nosniff' },
  { fault: 'no Referrer-Policy', rule: 'referrer-policy' },
  { fault: 'shown in frames', rule: 'framing' },
  { fault: 'kept by browsers', rule: 'no-store' },
];

export const FAULTS: readonly PlantedFault[] = [
  ...ABOUT_HEADERS,
  ...PLANTED.map(({ fault, rule }) => ({ fault, rule })),
];
