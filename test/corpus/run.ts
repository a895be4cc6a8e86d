import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { type AuditOptions, audit } from '../../src/audit/audit.ts';
import type { FindingEvent } from '../../src/events/audit.ts';
import { checkReachable } from '../../src/network.ts';
import { freePort } from '../../src/site/free-port.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';
import { makeFolder } from '../support/scratch.ts';
import { borrowSite } from '../support/site.ts';
import type { PlantedFault, SiteFault, SoundApp } from './table.ts';

/** An audit takes three seconds where nobody else wants the machine. */
const TIMEOUT_MS = 300_000;

const APP: AuditOptions = {
  directory: fileURLToPath(new URL('.', import.meta.url)),
  login: '/login',
  protected: '/about',
  user: 'alice',
  password: 'correct-horse-battery',
  level: 3,
  timeout: 30_000,
};

/** Each fault is found under its rule, and nothing else is called broken. */
export function describeFaults(faults: readonly PlantedFault[]): void {
  const audited = audits();
  const directory = withPackedPackages();
  const start = 'node app.cjs';
  describe('a planted fault is found under its rule, and nothing else is called broken', () => {
    it.concurrent.each(faults)(
      '$fault: $rule',
      { timeout: TIMEOUT_MS },
      async ({ fault, rule, told, says = '' }) => {
        const findings = await audited({ directory, start, ...told, env: { FAULT: fault } });
        expect(brokenIn(findings)).toEqual({ [rule]: expect.stringContaining(says) });
      },
    );
  });
}

/** A copy of the app with the faults, as `session-app learn` runs it: with packages that load in half the time. */
function withPackedPackages(): string {
  const directory = makeFolder();
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  cpSync('faults', directory, { recursive: true });
  symlinkSync(resolve('dist/site-packages'), join(directory, 'node_modules'));
  return directory;
}

/** Each fault of a site is found under its rule, and nothing else is called broken. */
export function describeSiteFaults(faults: readonly SiteFault[]): void {
  describe('a fault of a site that create made is found under its rule, and nothing else is called broken', () => {
    it.concurrent.each(faults)(
      '$fault: $rule',
      { timeout: TIMEOUT_MS },
      async ({ rule, file, lines, instead }) => {
        const { directory, remove } = await borrowSite('authenticated', 'memory', 'javascript');
        const path = join(directory, file);
        const sound = readFileSync(path, 'utf8');
        expect(sound).toContain(lines);
        writeFileSync(path, sound.replace(lines, instead));
        const findings = await findingsOf({ directory, level: 3, timeout: APP.timeout });
        await remove();
        expect(brokenIn(findings)).toEqual({ [rule]: expect.any(String) });
      },
    );
  });
}

/** Of none of these apps anything is called broken. */
export function describeSound(apps: readonly SoundApp[]): void {
  const audited = audits();
  describe('of a sound app, nothing is called broken', () => {
    for (const { name, file = 'app.cjs', told, needs } of apps) {
      const hasAll = needs === undefined || inject('redisUrl') !== '';
      it.skipIf(!hasAll).concurrent(name, { timeout: TIMEOUT_MS }, async () => {
        const findings = await audited({ start: `node ${file}`, ...told, env: { SOUND: name } });
        expect(brokenIn(findings)).toEqual({});
        const held = findings.filter(({ verdict }) => verdict === 'held');
        expect(held.length).toBeGreaterThan(20);
      });
    }
  });
}

/** Nor does any check of any flow fail. */
export function describeSimulated(apps: readonly SoundApp[]): void {
  vi.setConfig({ maxConcurrency: 3 });
  const envOf = environments();
  describe('of a sound app, no check of any flow fails', () => {
    for (const { name, file = 'app.cjs', told, needs, losesTabs } of apps) {
      const hasAll = needs === undefined || inject('redisUrl') !== '';
      it.skipIf(!hasAll).concurrent(name, { timeout: TIMEOUT_MS }, async () => {
        const start = `node ${file}`;
        const { level: _, ...app } = { ...APP, ...told };
        const env = { ...envOf(), SOUND: name };
        const events = await allOf({ ...app, start, env, flows: ['all'], pace: 'quick' });
        const failed = stepsOf(events).filter(({ checks }) => checks.some(({ passed }) => !passed));
        expect(new Set(failed.map(({ flow }) => flow))).toEqual(
          new Set(losesTabs ? ['connections'] : []),
        );
        const causes = failuresIn(events).map(({ cause }) => cause);
        for (const cause of causes) expect(cause).toContain('two tabs');
      });
    }
  });
}

/** Nor is it where the app runs already, so that nobody sees more of it than its answers. */
export function describeOverTheWire(apps: readonly SoundApp[]): void {
  vi.setConfig({ maxConcurrency: 2 });
  describe('of a sound app that runs already, nothing is called broken', () => {
    for (const { name, file = 'app.cjs', told } of apps) {
      it.concurrent(name, { timeout: TIMEOUT_MS }, async () => {
        const port = await freePort();
        const env = { SOUND: name, PORT: String(port), NODE_EXTRA_CA_CERTS: '' };
        const running = execa('node', [file], { cwd: APP.directory, env, reject: false });
        await vi.waitFor(() => checkReachable({ host: '127.0.0.1', port }), { timeout: 30_000 });
        const { directory: _, ...named } = { ...APP, ...told };
        const findings = await findingsOf({ ...named, url: `http://127.0.0.1:${port}` });
        running.kill('SIGKILL');
        await running;
        expect(brokenIn(findings)).toEqual({});
        expect(findings.some(({ verdict }) => verdict === 'held')).toBe(true);
      });
    }
  });
}

/** Audits apps of this folder, at most two at a time; what they store goes at the end. */
function audits(): (options: AuditOptions) => Promise<FindingEvent[]> {
  vi.setConfig({ maxConcurrency: 2 });
  const envOf = environments();
  return async ({ env, ...options }) =>
    findingsOf({ ...APP, ...options, env: { ...envOf(), ...env } });
}

/** What each app is given, with a place of its own for its sessions. */
function environments(): () => Record<string, string> {
  const folder = makeFolder();
  const { key: KEY, certificate: CERTIFICATE } = selfSignedCertificate(folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return () => {
    count += 1;
    const SESSIONS = join(folder, String(count));
    mkdirSync(SESSIONS);
    const PREFIX = `corpus-${process.pid}-${count}`;
    return { KEY, CERTIFICATE, SESSIONS, REDIS_URL: inject('redisUrl'), PREFIX };
  };
}

async function findingsOf(options: AuditOptions): Promise<FindingEvent[]> {
  const findings: FindingEvent[] = [];
  for await (const event of audit(options)) {
    if (event.type === 'finding') findings.push(event);
  }
  return findings;
}

/** What is broken, with what was seen of it. */
function brokenIn(findings: readonly FindingEvent[]): Record<string, string> {
  return Object.fromEntries(
    findings
      .filter(({ verdict }) => verdict === 'broken')
      .map(({ rule, evidence }) => [rule, evidence.said.join(' ')]),
  );
}
