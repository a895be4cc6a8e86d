import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditOptions, audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';
import { makeFolder } from '../support/scratch.ts';
import { FAULTS, SOUND_OPTIONS } from './table.ts';

/** Starting an app is mostly waiting. */
const AT_A_TIME = 3;

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const APP: AuditOptions = {
  directory: fileURLToPath(new URL('.', import.meta.url)),
  start: 'node app.cjs',
  login: '/login',
  protected: '/about',
  user: 'alice',
  password: 'correct-horse-battery',
  level: 3,
  timeout: 20_000,
};

const SOUND: readonly string[] = Object.keys(createRequire(import.meta.url)('./sound.cjs').SOUND);

const found = new Map<string, FindingEvent[]>();

async function auditOf(options: AuditOptions): Promise<FindingEvent[]> {
  const findings: FindingEvent[] = [];
  for await (const event of audit({ ...APP, ...options })) {
    if (event.type === 'finding') findings.push(event);
  }
  return findings;
}

/** What is broken, with what was seen of it. */
function brokenIn(name: string): string[] {
  return (found.get(name) ?? []).flatMap(({ rule, verdict, evidence }) =>
    verdict === 'broken' ? `${rule}: ${evidence.said.join(' ')}` : [],
  );
}

beforeAll(async () => {
  const waiting = [
    ...SOUND.map((name) => ({
      name,
      run: () => auditOf({ ...SOUND_OPTIONS[name], env: { SOUND: name } }),
    })),
    ...FAULTS.map(({ fault, options }) => ({
      name: fault,
      run: () => auditOf({ ...options, env: { FAULT: fault, SESSIONS: join(folder, fault) } }),
    })),
  ];
  const goOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      found.set(next.name, await next.run());
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, goOn));
}, 900_000);

describe('a planted fault is found under its rule, and nothing else is called broken', () => {
  it.each(FAULTS)('$fault: $rule', ({ fault, rule }) => {
    expect(brokenIn(fault).map((broken) => broken.replace(/:.*/s, ''))).toEqual([rule]);
  });
});

describe('of a sound app, nothing is called broken', () => {
  it.each(SOUND)('%s', (sound) => {
    expect(brokenIn(sound)).toEqual([]);
    expect(found.get(sound)?.filter(({ verdict }) => verdict === 'held').length).toBeGreaterThan(
      20,
    );
  });
});
