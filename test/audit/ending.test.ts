import { describe, expect, it } from 'vitest';
import { endOf } from '../../src/audit/ending.ts';
import type { FindingEvent } from '../../src/events/audit.ts';
import { SAMPLE_AUDITS } from '../support/audits.ts';

const FINDINGS = (SAMPLE_AUDITS['all verdicts'] ?? []).filter(
  (event): event is FindingEvent => event.type === 'finding',
);

function fixedSince(before: string[] | undefined) {
  return endOf(FINDINGS, { site: undefined, level: 2, began: Date.now(), before });
}

describe('what was fixed since the baseline', () => {
  it('is what it has as broken, and what holds now', () => {
    const before = ['trust-proxy', 'id-renewed', 'old-id-dead', 'no-such-rule'];
    expect(fixedSince(before)).toMatchObject({ fixed: ['trust-proxy'] });
    expect(fixedSince([])).toMatchObject({ fixed: [], known: 0 });
  });

  it('is not told without a baseline', () => {
    expect(fixedSince(undefined)).not.toHaveProperty('fixed');
  });
});
