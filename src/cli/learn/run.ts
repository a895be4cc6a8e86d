import { Failure } from '../../failure.ts';
import { FAULT_OF } from '../../learn/faults.ts';
import { nearestOf } from '../../nearest.ts';
import type { Rule } from '../../rules/rule.ts';
import { RULES, type RuleId, ruleOf } from '../../rules/rules.ts';
import { printable } from '../../terminal/printable.ts';
import type { Surroundings } from '../command.ts';
import type { LearnFlags } from './command.ts';

/**
 * Lists the rules, or shows one of them broken and kept.
 *
 * @throws Failure `usage` if there is no such rule; `app-failed` or `interrupted`
 */
export async function runLearn(
  typed: string | undefined,
  { json }: LearnFlags,
  { screen, signal }: Surroundings,
): Promise<void> {
  if (typed === undefined) {
    const rules = RULES.map(({ id }) => ({ ...ruleOf(id), hasApp: FAULT_OF[id] !== undefined }));
    if (json) {
      for (const { id, means, why, fix, hasApp } of rules) {
        screen.json({ v: 1, rule: id, means, why, fix, hasApp });
      }
      return;
    }
    const { ruleListLines } = await import('../../terminal/beside/lesson-text.ts');
    screen.data(ruleListLines(rules, screen.dataPaint, screen.width));
    return;
  }
  const rule = ruleNamed(typed);
  const { learn } = await import('../../learn/learn.ts');
  try {
    const lesson = await learn(rule, signal, (about) => screen.progress(about));
    screen.progress(undefined);
    if (json) return screen.json(lesson);
    const { lessonLines } = await import('../../terminal/beside/lesson-text.ts');
    screen.data(lessonLines(lesson, screen.dataPaint, screen.width));
  } finally {
    screen.progress(undefined);
  }
}

const MOST_LETTERS = 4;
/** Shorter texts are part of too many rules' names. */
const FEWEST_LETTERS = 4;

function holds(text: string, word: string): boolean {
  return word.length >= FEWEST_LETTERS && text.toLowerCase().includes(word.toLowerCase());
}

/** @throws Failure `usage` that names the most likely rule */
function ruleNamed(typed: string): RuleId {
  const found = RULES.find(({ id }) => id === typed.toLowerCase());
  if (found) return found.id;
  const rules: readonly Rule[] = RULES;
  const ids = rules.map(({ id }) => id);
  const meant =
    nearestOf(ids, typed, (name) => Math.min(MOST_LETTERS, Math.floor(name.length / 3))) ??
    ids.find((id) => holds(id, typed)) ??
    rules.find(({ id, means, why }) => holds([id, means, why].join(' '), typed))?.id;
  throw new Failure(
    'usage',
    `There is no rule "${printable(typed)}". ${meant ? `Did you mean ${meant}? ` : ''}For all of them, type "session-app learn".`,
  );
}
