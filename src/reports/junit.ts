import type { Check, RunEvent, StepEvent } from '../events/run.ts';
import { printable } from '../terminal/printable.ts';
import {
  differencesAt,
  failedChecks,
  failedSteps,
  gatherRun,
  type Passage,
  type Run,
  runVerdict,
  stepVerdict,
  timeOf,
} from './gather.ts';
import { type Markup, markup } from './markup.ts';
import {
  checkLine,
  differenceLine,
  noResponse,
  passageName,
  requestLine,
  responseLine,
} from './phrases.ts';
import { attributes, seconds, withoutForbidden } from './xml.ts';

/** Times are in milliseconds; `at` counts from the run's start. */
interface Suite {
  name: string;
  at: number;
  cases: Case[];
}

interface Case {
  classname: string;
  name: string;
  took: number;
  problem: Problem | null;
  output: string[];
}

interface Problem {
  element: 'failure' | 'error';
  type: string;
  message: string;
  details: string[];
}

/**
 * A run as JUnit XML, for CI systems: one `testsuite` for each flow and pace, one `testcase` for each step. A step
 * without a response is an `error`, one that failed a check a `failure`. It uses only what the readers of Ant, Jenkins
 * and GitLab have in common: one problem for each test case, times in seconds, time stamps in UTC without a zone.
 */
export function renderJunit(events: readonly RunEvent[]): string {
  const run = gatherRun(events);
  const suites = [...run.passages.map((passage) => passageSuite(run, passage)), ...runSuite(run)];
  const cases = suites.flatMap((suite) => suite.cases);
  return withoutForbidden(
    markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites${attributes({ name: run.start.site.name, ...totals(cases), time: seconds(timeOf(run)) })}>
${suites.map((suite) => suiteElement(run, suite))}
</testsuites>
`.markup,
  );
}

function passageSuite(run: Run, passage: Passage): Suite {
  return {
    name: passageName(passage),
    at: passage.steps[0]?.at ?? 0,
    cases: passage.steps.map((step) => ({
      classname: `${step.flow}.${step.pace}`,
      name: `${step.number} ${step.title}`,
      took: step.took,
      problem: stepProblem(step),
      output: [
        `${requestLine(step)}: ${responseLine(step)}`,
        ...step.notes,
        ...differencesAt(run, step).map(differenceLine),
        ...(step.printed === undefined ? [] : [`the app printed:\n${step.printed}`]),
      ],
    })),
  };
}

function stepProblem(step: StepEvent): Problem | null {
  const failed = failedChecks(step);
  const details = failed.map(accountOf);
  const verdict = stepVerdict(step);
  if (verdict === 'passed') return null;
  return verdict === 'unanswered'
    ? { element: 'error', type: 'no-answer', message: noResponse(step), details }
    : { element: 'failure', type: 'check', message: failed.map(checkLine).join('; '), details };
}

function accountOf({ what, rule, expected, got, cause, fix }: Check): string {
  const lines = [what, `  expected: ${expected}`, `  got: ${got}`];
  if (cause) lines.push(`  cause: ${cause}`);
  if (fix) lines.push(`  fix: ${fix}`);
  if (rule) lines.push(`  rule: ${rule}`);
  return lines.map(printable).join('\n');
}

/** A problem of the run that belongs to no step has its own suite, so that CI does not see the run pass. */
function runSuite(run: Run): Suite[] {
  const verdict = runVerdict(run);
  if (verdict === 'passed' || (verdict === 'failed' && failedSteps(run).length > 0)) return [];
  const problem: Problem =
    verdict === 'stopped'
      ? {
          element: 'error',
          type: 'stopped',
          message: 'The run was stopped before its end',
          details: [],
        }
      : {
          element: 'failure',
          type: 'run',
          message: 'The run failed, though each of its steps passed',
          details: (run.end?.differences ?? []).map((difference) =>
            printable(`${difference.flow}: ${differenceLine(difference)}`),
          ),
        };
  return [
    {
      name: 'the run',
      at: 0,
      cases: [{ classname: 'run', name: 'comes to a good end', took: 0, problem, output: [] }],
    },
  ];
}

function suiteElement(run: Run, { name, at, cases }: Suite): Markup {
  const took = cases.reduce((sum, { took }) => sum + took, 0);
  const { site } = run.start;
  const properties = { site: site.name, mode: site.mode, store: site.store };
  return markup`  <testsuite${attributes({ name, ...totals(cases), skipped: 0, time: seconds(took), timestamp: timestamp(run, at) })}>
    <properties>
${Object.entries(properties).map(([name, value]) =>
  value === undefined ? null : markup`      <property${attributes({ name, value })}/>`,
)}
    </properties>
${cases.map(caseElement)}
  </testsuite>`;
}

function caseElement({ classname, name, took, problem, output }: Case): Markup {
  const children = [
    problem &&
      markup`      <${problem.element}${attributes({ type: problem.type, message: problem.message })}>${problem.details.join('\n\n')}</${problem.element}>`,
    output.length > 0
      ? markup`      <system-out>${output.map(printable).join('\n')}</system-out>`
      : null,
  ];
  return markup`    <testcase${attributes({ classname, name, time: seconds(took) })}>
${children}
    </testcase>`;
}

function totals(cases: Case[]) {
  const having = (element: Problem['element']) =>
    cases.filter(({ problem }) => problem?.element === element).length;
  return { tests: cases.length, failures: having('failure'), errors: having('error') };
}

function timestamp({ start }: Run, at: number): string {
  return new Date(Date.parse(start.started) + at)
    .toISOString()
    .slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
}
