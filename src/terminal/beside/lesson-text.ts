import type { Verdict } from '../../events/audit.ts';
import type { LessonEvent, TriedApp } from '../../events/learn.ts';
import type { StepEvent } from '../../events/run.ts';
import type { Rule } from '../../rules/rule.ts';
import { sentence } from '../../sentence.ts';
import { cutTo, wrap } from '../columns.ts';
import { entryLines } from '../lines.ts';
import type { Paint } from '../paint.ts';
import { type SideBySideRow, sideBySide } from './side-by-side.ts';

/** All rules, each with what it means, and whether there is an app that breaks it. */
export function ruleListLines(
  rules: ReadonlyArray<Rule & { hasApp: boolean }>,
  paint: Paint,
  width: number,
): string[] {
  const column = Math.max(...rules.map(({ id }) => id.length)) + 2;
  return [
    ...rules.flatMap(({ id, means, hasApp }) => {
      const text = hasApp ? means : `${means} (There is no app that breaks it.)`;
      return wrap(text, width - column).map((line, index) =>
        index === 0 ? paint.strong(id.padEnd(column)) + line : ' '.repeat(column) + line,
      );
    }),
    '',
    'To see a rule broken and kept, name it: session-app learn id-renewed',
  ];
}

/** How many steps of an attack are shown. */
const MOST_STEPS = 8;

/** One rule: what it means, and the attack on an app that breaks it beside the same attack on one that keeps it. */
export function lessonLines(lesson: LessonEvent, paint: Paint, width: number): string[] {
  const { rule, means, why, fix, tried, apps } = lesson;
  const about = [
    { label: 'means', text: means },
    { label: 'why', text: why },
    { label: 'fix', text: sentence(fix) },
    { label: 'attack', text: tried },
  ].flatMap((entry) => entryLines(entry, width));
  const head = [paint.strong(rule), ...about, ''];
  if (!apps)
    return [...head, ...wrap('No app here breaks this rule, so there is nothing to run.', width)];
  const { fault, withFault, without } = apps;
  const steps = withFault.steps.map((step, index) => ({ step, other: without.steps[index] }));
  const left = steps.length - MOST_STEPS;
  const rows: SideBySideRow[] = [
    ...steps.slice(-MOST_STEPS).map(({ step, other }) => ({
      about: `${step.number} ${who(step)}${step.title}`,
      texts: [told(step), other ? told(other) : '–'],
    })),
    { about: 'came of it', texts: [outcome(withFault), outcome(without)] },
  ];
  return [
    ...head,
    ...wrap(`Two apps ran on this machine, the same but for one fault: ${fault}.`, width),
    ...(left > 0
      ? wrap(`The last ${MOST_STEPS} of ${steps.length} steps of the attack:`, width)
      : []),
    '',
    ...sideBySide(['with the fault', 'without it'], rows, { width, paint }),
  ];
}

function who({ visitor }: StepEvent): string {
  return visitor === 'thief' ? 'thief, ' : '';
}

/** Longer values would hide what is around them. */
const LONGEST = 120;

/** The request, the response, and what happened to cookie and store, a line each. */
function told({ request, response, error, cookies, store, checks }: StepEvent): string[] {
  const sent = request.cookies.filter((cookie) => cookie.sent);
  const to = response?.location ? `, to ${response.location.to}` : '';
  return [
    `${request.method} ${request.path}`,
    response ? `answer: ${response.status}${to}` : `no answer: ${error ?? ''}`,
    ...sent.map(({ name, value }) => `cookie sent: ${name}=${value}`),
    ...cookies.map(({ name, value, action, attributes }) =>
      action === 'cleared'
        ? `cookie cleared: ${name}`
        : `cookie ${action}: ${name}=${value} ${attributes.join(' ')}`,
    ),
    ...(store?.changes ?? []).map(
      ({ session, action, keys }) =>
        `store: ${session} ${action}${keys.length > 0 ? ` (${keys.map(({ key }) => key).join(', ')})` : ''}`,
    ),
    ...checks.flatMap(({ passed, what, got }) => (passed ? [] : [`FAILED, ${what}: ${got}`])),
  ].map((line) => cutTo(line, LONGEST));
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  broken: 'The attack worked.',
  held: 'The attack failed.',
  'not-seen': 'It could not be tried.',
  yours: 'The attack did not work; the rest only the owner can say.',
};

function outcome({ verdict, said }: TriedApp): string[] {
  return [VERDICTS[verdict], ...said];
}
