import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelOf } from '../../src/audit/finding.ts';
import type { Trial } from '../../src/audit/trial.ts';
import { TRIALS } from '../../src/audit/trials/trials.ts';
import { REQUIREMENTS } from '../../src/rules/asvs.ts';
import { RULES, ruleOf } from '../../src/rules/rules.ts';

/** What stands above it is written by hand; what stands below is made here: run this file with `-u`. */
const BEGINNING = '## The rules\n';

function sections(): string {
  return `${BEGINNING}
[Rules](rules.md) says under the same name what each rule means, why it matters and how to fix it.

${TRIALS.map(section).join('\n')}`;
}

function section({ rule, tried, unseen }: Trial): string {
  const level = levelOf(rule);
  const { cwe } = ruleOf(rule);
  const weaknesses = cwe.length > 0 ? `\n- CWE: ${cwe.join(', ')}` : '';
  return `### ${rule}

${level === null ? '' : `From level ${level} on. `}${tried} [More](rules.md#${rule}).

- Can’t see: ${unseen.charAt(0).toLowerCase()}${unseen.slice(1)}${weaknesses}
`;
}

describe('the manual of audit', () => {
  it('says of each rule how it is tried, as the table does', async () => {
    const [head = ''] = readFileSync('docs/audit.md', 'utf8').split(BEGINNING);
    await expect(`${head}${sections()}`).toMatchFileSnapshot('../../docs/audit.md');
  });

  it('has each rule once', () => {
    const rules = TRIALS.map(({ rule }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
  });
});

describe('the requirements of chapters 6 and 7', () => {
  it('are all there, once, with a few words each', () => {
    const numbers = REQUIREMENTS.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const inChapter = (chapter: string) =>
      numbers.filter((number) => number.startsWith(`${chapter}.`)).length;
    expect([inChapter('6'), inChapter('7')]).toEqual([47, 19]);
    for (const { number, about } of REQUIREMENTS) {
      expect(about, number).toMatch(/^[^A-Z.].{10,85}[^.]$/);
    }
  });

  it('have the level that the rules give them', () => {
    for (const { id } of RULES) {
      for (const { number, level } of ruleOf(id).asvs) {
        const known = REQUIREMENTS.find((one) => one.number === number);
        if (/^[67]\./.test(number)) expect(known?.level, `${id}: ${number}`).toBe(level);
      }
    }
  });
});
