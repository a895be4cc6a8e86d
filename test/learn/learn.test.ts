import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { FAULT_OF, type PlantedFault } from '../../src/learn/faults.ts';
import { learn } from '../../src/learn/learn.ts';
import { RULES, type RuleId, ruleOf } from '../../src/rules/rules.ts';
import { lessonLines, ruleListLines } from '../../src/terminal/beside/lesson-text.ts';
import { PLAIN } from '../../src/terminal/paint.ts';
import { AUDIT_FAULTS, SESSION_FAULTS } from '../corpus/table.ts';

const TESTED = [...AUDIT_FAULTS, ...SESSION_FAULTS];
const LESSONS = Object.entries(FAULT_OF);
const { BESIDE } = createRequire(import.meta.url)('../../faults/faults.cjs');

const learnt = (rule: RuleId) => learn(rule, new AbortController().signal);

describe('the faults of lessons', () => {
  it('are those that the tests of the audit find under the same rule', () => {
    const known = TESTED.map(({ fault, rule }) => `${rule}: ${fault}`);
    const own = LESSONS.map(([rule, { fault }]) => `${rule}: ${fault}`);
    expect(own.filter((one) => !known.includes(one))).toEqual([]);
  });

  it('leave out no rule that the tests have a fault of', () => {
    const without = TESTED.map(({ rule }) => rule).filter((rule) => !FAULT_OF[rule]);
    expect(without).toEqual([]);
  });

  it('have no twin but of a fault that is shown', () => {
    const shown = LESSONS.map(([, { fault }]: [string, PlantedFault]) => fault);
    expect(Object.keys(BESIDE).filter((fault) => !shown.includes(fault))).toEqual([]);
  });
});

describe('a lesson', () => {
  it('shows the attack on both apps: one that simulate finds, with a twin', {
    timeout: 60_000,
  }, async () => {
    const { apps } = await learnt('id-renewed');
    expect(apps?.withFault.verdict).toBe('broken');
    expect(apps?.without.verdict).toBe('held');
    const signIns = [apps?.withFault, apps?.without].map((app) => app?.steps.at(-1));
    expect(signIns.map((step) => step?.title)).toEqual(['the sign-in', 'the sign-in']);
    expect(signIns.map((step) => step?.cookies.map(({ action }) => action))).toEqual([
      ['repeated'],
      ['changed'],
    ]);
  });

  it('shows the attack on both apps: one of the audit alone, in 80 columns', {
    timeout: 60_000,
  }, async () => {
    const lesson = await learnt('nosniff');
    const lines = lessonLines(lesson, PLAIN, 80);
    const text = lines.join('\n');
    expect(text).toContain(ruleOf('nosniff').means);
    expect(text).toContain('The attack worked.');
    expect(text).toContain('The attack failed.');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const narrow = lessonLines(lesson, PLAIN, 40);
    expect(narrow).toContain('came of it');
    expect(narrow.filter((line) => line.length > 40)).toEqual([]);
  });

  it.each([
    // It knows express-session in the one file that the package carries, where all names are short.
    ['one-session-middleware', 'FAILED, the session', 'One session middleware handled'],
    ['store-failure-told', 'answer: 302, to /about', 'The store failed at set, and the answer'],
  ] as const)(
    'shows the fault, and that it is gone: %s',
    { timeout: 60_000 },
    async (rule, shown, gone) => {
      const lesson = await learnt(rule);
      expect([lesson.apps?.withFault.verdict, lesson.apps?.without.verdict]).toEqual([
        'broken',
        'held',
      ]);
      const text = lessonLines(lesson, PLAIN, 160).join(' ').replace(/\s+/g, ' ');
      expect(text).toContain(shown);
      expect(text).toContain(gone);
    },
  );

  it('of a rule without an app says what it means, and that there is nothing to run', async () => {
    const lesson = await learnt('absolute-limit');
    expect(lesson.apps).toBeNull();
    expect(lessonLines(lesson, PLAIN, 80).join('\n')).toMatch(/nothing to run/);
  });

  it('is offered of each rule, and the list says where there is no app', () => {
    const rules = RULES.map(({ id }) => ({ ...ruleOf(id), hasApp: FAULT_OF[id] !== undefined }));
    const lines = ruleListLines(rules, PLAIN, 80);
    for (const { id } of rules) expect(lines.some((line) => line.startsWith(`${id} `))).toBe(true);
    const text = lines.join(' ').replace(/\s+/g, ' ');
    const without = rules.filter(({ hasApp }) => !hasApp).length;
    expect(text.split('There is no app that breaks it').length - 1).toBe(without);
    expect(without).toBeGreaterThan(0);
  });
});
