import { describe, expect, inject, it, vi } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Mode, Store } from '../../src/create/options.ts';
import { plan } from '../../src/create/plan.ts';
import type { FindingEvent } from '../../src/events/audit.ts';

/** When a session begins makes no difference to a store: one store shows the other mode. */
const SITES: ReadonlyArray<readonly [Mode, Store]> = [
  ['authenticated', 'redis'],
  ['authenticated', 'file'],
  ['authenticated', 'memory'],
  ['anonymous', 'memory'],
];

/** Each sign-in has a password hashed, as in production: an audit takes twenty seconds of a whole processor. */
const TIMEOUT_MS = 600_000;

vi.setConfig({ maxConcurrency: 2 });

async function auditOf(mode: Mode, store: Store): Promise<FindingEvent[]> {
  const env = { REDIS_URL: inject('redisUrl') };
  const findings: FindingEvent[] = [];
  for await (const event of audit({ mode, store, timeout: 60_000, env })) {
    if (event.type === 'finding') findings.push(event);
  }
  return findings;
}

/** The rules that the site's README calls its owner's. */
function toldIn(mode: Mode, store: Store): string[] {
  const readme = plan({ directory: 'my-app', mode, store }).find(
    ({ path }) => path === 'README.md',
  );
  const sections = readme?.contents.split(/^## /m) ?? [];
  const section = sections.find((text) => text.startsWith('What an audit says')) ?? '';
  return [...section.matchAll(/^- `([a-z-]+)`/gm)].map(([, rule = '']) => rule);
}

describe('of a site that create made, nothing is broken, and its README says what is not held', () => {
  for (const [mode, store] of SITES) {
    const canRun = store !== 'redis' || inject('redisUrl') !== '';
    it.skipIf(!canRun).concurrent(`${mode}, ${store}`, { timeout: TIMEOUT_MS }, async () => {
      const findings = await auditOf(mode, store);
      const others = findings.filter(({ verdict }) => verdict !== 'held');
      expect(others.map(({ rule, verdict }) => `${rule}: ${verdict}`)).toEqual(
        toldIn(mode, store).map((rule) => `${rule}: yours`),
      );
      expect(findings.length).toBeGreaterThan(50);
    });
  }
});
