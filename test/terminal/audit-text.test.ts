import { describe, expect, it } from 'vitest';
import { gatherAudit } from '../../src/reports/audit/gather.ts';
import { auditLines } from '../../src/terminal/audit-text.ts';
import { widthOf } from '../../src/terminal/columns.ts';
import { openDoor } from '../../src/terminal/door.ts';
import { PLAIN } from '../../src/terminal/paint.ts';
import { hostileAudit, SAMPLE_AUDITS } from '../support/audits.ts';
import { ALL_HOSTILE, faultsOf } from '../support/hostile-text.ts';

function linesOf(name: string, look: { width?: number; verbose?: boolean } = {}): string[] {
  const { findings, end } = gatherAudit(SAMPLE_AUDITS[name] ?? []);
  return auditLines(findings, end, { width: 80, verbose: false, paint: PLAIN, ...look });
}

/** Each rule that is broken, with what is said of it. */
function brokenIn(lines: readonly string[]): string[][] {
  const blocks = lines.join('\n').split('\n\n');
  return blocks.filter((block) => block.startsWith('broken')).map((block) => block.split('\n'));
}

describe('what an audit found', () => {
  it.each(Object.keys(SAMPLE_AUDITS))('%s', async (name) => {
    const file = `golden/audit-${name.replaceAll(' ', '-')}.txt`;
    await expect(`${linesOf(name).join('\n')}\n`).toMatchFileSnapshot(file);
  });

  it.each([
    ['in full', { verbose: true }],
    ['on a narrow terminal', { width: 40 }],
  ])('%s', async (how, look) => {
    const file = `golden/audit-${how.replaceAll(' ', '-')}.txt`;
    await expect(`${linesOf('all verdicts', look).join('\n')}\n`).toMatchFileSnapshot(file);
  });

  it('says what is broken in six lines each, and always the whole fix', () => {
    const all = brokenIn(linesOf('all verdicts'));
    expect(all).toHaveLength(3);
    for (const lines of all) expect(lines.length).toBeLessThanOrEqual(6);
    expect(all[0]?.join(' ').replace(/\s+/g, ' ')).toContain(
      'only if its origin is yours and the pathname does not begin with //.',
    );
  });

  it('shows what was seen whole, and rather leaves out the attack', () => {
    const [first] = brokenIn(linesOf('all verdicts'));
    const text = first?.join(' ').replace(/\s+/g, ' ');
    expect(text).toContain('302 to https://elsewhere.example/. Expected: it does.');
    expect(text).toContain('rule The sign-in leads to no other site');
    expect(text).not.toContain(' attack ');
  });

  it('cuts what was seen rather than to leave out the rule', () => {
    const { findings, end } = gatherAudit(SAMPLE_AUDITS['all verdicts'] ?? []);
    const long = findings.map((finding) => ({
      ...finding,
      evidence: { ...finding.evidence, said: ['It was seen once more. '.repeat(20)] },
    }));
    const all = brokenIn(auditLines(long, end, { width: 80, verbose: false, paint: PLAIN }));
    for (const lines of all) {
      expect(lines).toHaveLength(6);
      expect(lines[1]).toMatch(/^ {2}rule +[A-Z]/);
      expect(lines.join(' ')).toContain('…');
    }
  });

  it('shows in full what the baseline has, too, if everything is asked for', () => {
    const known = (verbose: boolean) => brokenIn(linesOf('nothing new', { verbose }))[0] ?? [];
    expect(known(false)).toHaveLength(2);
    const text = known(true).join('\n');
    expect(text).toContain('It was broken in the baseline already.');
    expect(text).toMatch(/^ {2}seen .*\n(.*\n)*^ {2}fix +Call req/m);
  });

  it('names what was fixed since the baseline, and where to learn of what is broken', () => {
    expect(linesOf('nothing new')).toContain(
      `${' '.repeat(10)}Fixed since the baseline: trust-proxy.`,
    );
    const learn = (name: string) =>
      linesOf(name).filter((line) => line.includes('session-app learn'));
    expect(learn('nothing new')).toEqual([]);
    expect(learn('known and new')).toEqual([
      'To learn more of a broken rule: session-app learn csp',
    ]);
  });

  it('says why almost nothing could be tested', () => {
    const { findings, end } = gatherAudit(SAMPLE_AUDITS['all verdicts'] ?? []);
    const look = { width: 80, verbose: false, paint: PLAIN };
    const lines = auditLines(findings, { ...end, lacksAccount: true }, look);
    const at = lines.findIndex((line) => line.startsWith('failed'));
    expect(lines[at + 1]).toMatch(/^ {10}No account was given, and the app accepted nobody/);
  });

  it.each([40, 80, 120])('keeps to %i columns', (width) => {
    for (const name of Object.keys(SAMPLE_AUDITS)) {
      for (const verbose of [true, false]) {
        for (const line of linesOf(name, { width, verbose })) {
          expect(widthOf(line), line).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  it.each([40, 80])('holds nothing that a terminal obeys, %i columns wide', async (width) => {
    const { findings, end } = gatherAudit(hostileAudit(ALL_HOSTILE));
    for (const verbose of [true, false]) {
      const { line, paint } = await openDoor();
      const lines = auditLines(findings, end, { width, verbose, paint });
      expect(faultsOf(lines.map((one) => line(one)).join('\n'))).toEqual([]);
    }
  });

  it('paints verdicts', () => {
    const { findings, end } = gatherAudit(SAMPLE_AUDITS['all verdicts'] ?? []);
    const paint = {
      ...PLAIN,
      good: (text: string) => `+${text}`,
      bad: (text: string) => `-${text}`,
    };
    const marked = auditLines(findings, end, { width: 80, verbose: true, paint })
      .filter((line) => /^[+-]/.test(line))
      .map((line) => line.slice(0, 7));
    expect(marked).toEqual(['-broken', '-broken', '-broken', '+held  ', '+held  ', '-failed']);
  });
});
