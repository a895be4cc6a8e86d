import { describe, expect, it } from 'vitest';
import type { Requirement, Rule } from '../../src/rules/rule.ts';
import { RULES, ruleOf } from '../../src/rules/rules.ts';
import { sentence } from '../../src/sentence.ts';
import { wrap } from '../../src/terminal/columns.ts';

const ASVS = 'https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en';

/** docs/rules.md: to make it anew, run this file with `-u`. */
function page(): string {
  return `# Rules

These are the rules for sign-in and sessions that \`session-app simulate\` and \`session-app audit\` check. A failed check
names its rule: in the terminal, in reports, and as \`checks[].rule\` in \`--json\`. The names never change. A failed check
without a rule is about something else: an expectation of your own flow, a crash, a missing page. The numbers are
requirements of [OWASP ASVS 5.0](${ASVS}), with the level from which each applies; a rule
may cover only a part of a requirement.

${RULES.map(section).join('\n')}`;
}

function section({ id, means, why, fix, asvs }: Rule): string {
  const numbers = asvs.length > 0 ? `\n- ASVS 5.0: ${asvs.map(requirement).join(', ')}` : '';
  return `## ${id}

${means}

- Why: ${why}
- Fix: ${fix}.${numbers}
`;
}

function requirement({ number, level }: Requirement): string {
  return `${number} (level ${level})`;
}

describe('the table of rules', () => {
  it('is what the manual says', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/rules.md');
  });

  it('says what each means in a line of a terminal, beside its label', () => {
    expect(RULES.filter(({ means }) => means.length > 70).map(({ id }) => id)).toEqual([]);
  });

  it('says how to fix each in two lines, so that what was seen has room in six', () => {
    const long = RULES.filter(({ fix }) => wrap(sentence(fix), 70).length > 2);
    expect(long.map(({ id }) => id)).toEqual([]);
  });

  it('has each id once, in words and dashes', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
    expect(ids.length).toBeGreaterThan(45);
  });

  it('says of each rule one sentence, what goes wrong, and how it is mended', () => {
    for (const { id } of RULES) {
      const { means, why, fix } = ruleOf(id);
      expect(means, id).toMatch(/^[A-Z][^.]+[^.]*\.$/);
      expect(why, id).toMatch(/\.$/);
      expect(fix, id).toMatch(/^[a-z].*[^.]$/);
    }
  });
});
