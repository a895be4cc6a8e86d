import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import { renderJunit } from '../../src/reports/junit.ts';
import { aCheck, aFailedCheck, aRun, type StepPart } from '../support/runs.ts';
import { HOSTILE, SAMPLE_RUNS } from '../support/sample-runs.ts';

describe('JUnit XML', () => {
  it.each(Object.entries(SAMPLE_RUNS))(
    'is XML whose totals are true, of a run: %s',
    (_, events) => {
      const all = parse(renderJunit(events));
      for (const group of ['/testsuites', '/testsuites/testsuite']) {
        for (const element of elements(all, group)) {
          expect(attributesOf(element)).toMatchObject({
            tests: String(elements(element, './/testcase').length),
            failures: String(elements(element, './/failure').length),
            errors: String(elements(element, './/error').length),
          });
        }
      }
      const problems = elements(all, '//failure | //error').length;
      expect(problems > 0).toBe(!passed(events));
    },
  );

  it('has a suite for each way through a flow, and a case for each step', () => {
    const all = parse(
      renderJunit(
        aRun({
          site: { name: 'shop', mode: 'anonymous', store: undefined },
          steps: [
            { title: 'the home page', at: 200, took: 12.4 },
            { title: 'the sign-in', at: 300, took: 61 },
            { flow: 'next', pace: 'quick', title: 'the home page', at: 1900, took: 5 },
          ],
        }),
      ),
    );
    expect(elements(all, '//testsuite').map(attributesOf)).toMatchObject([
      { name: 'login (patient)', tests: '2', time: '0.073', timestamp: '2026-03-01T10:00:00' },
      { name: 'next (quick)', tests: '1', time: '0.005', timestamp: '2026-03-01T10:00:01' },
    ]);
    expect(elements(all, '//testcase').map(attributesOf)).toEqual([
      { classname: 'login.patient', name: '1 the home page', time: '0.012' },
      { classname: 'login.patient', name: '2 the sign-in', time: '0.061' },
      { classname: 'next.quick', name: '3 the home page', time: '0.005' },
    ]);
    expect(elements(all, '//testsuite[1]//property').map(attributesOf)).toEqual([
      { name: 'site', value: 'shop' },
      { name: 'mode', value: 'anonymous' },
    ]);
  });

  it('tells of a failed check what was expected, what came, why and what to do', () => {
    const [failure] = problemsOf([
      {
        checks: [
          aCheck('the status', '303'),
          aFailedCheck('the id', 'a new one', 'the same', { cause: 'No regenerate.', fix: 'Do.' }),
          aFailedCheck('the user', 'alice', 'nobody'),
        ],
      },
    ]);
    expect(failure).toEqual({
      element: 'failure',
      type: 'check',
      message: 'the id: expected a new one, got the same; the user: expected alice, got nobody',
      text: [
        'the id',
        '  expected: a new one',
        '  got: the same',
        '  cause: No regenerate.',
        '  fix: Do.',
        '',
        'the user',
        '  expected: alice',
        '  got: nobody',
      ].join('\n'),
    });
  });

  it('tells of an answer that never came as an error', () => {
    const steps = [{ response: null, error: 'the connection was closed', checks: [] }];
    expect(problemsOf(steps)).toEqual([
      {
        element: 'error',
        type: 'no-answer',
        message: 'no answer: the connection was closed',
        text: '',
      },
    ]);
  });

  it('takes an answer for passed that was not to come, and did not', () => {
    expect(problemsOf([{ response: null, checks: [aCheck('an answer', 'none')] }])).toEqual([]);
  });

  it.each(['stopped before its end', 'differences alone'])(
    'shows that something is wrong even if no step is: %s',
    (name) => {
      const all = parse(renderJunit(SAMPLE_RUNS[name] ?? []));
      const [suite] = elements(all, '//testsuite[.//failure or .//error]');
      expect(suite && attributesOf(suite)).toMatchObject({ name: 'the run', tests: '1' });
    },
  );

  it('carries what the steps said, and where quick differs, as output', () => {
    const all = parse(
      renderJunit(
        aRun({
          steps: [{ pace: 'quick', notes: ['A note.'] }],
          end: {
            differences: [
              { flow: 'login', title: 'the home page', patient: 'alice', quick: 'nobody' },
            ],
          },
        }),
      ),
    );
    expect(elements(all, '//system-out').map(({ content }) => content)).toEqual([
      'GET /home: 200 OK\nA note.\nthe home page: patient alice, quick nobody',
    ]);
  });

  it.each([
    ['markup', HOSTILE, HOSTILE],
    ['the end of a section', ']]>', ']]>'],
    ['an entity', '&lt;&#1;', '&lt;&#1;'],
    ['quotes', `"'`, `"'`],
    ['characters of other scripts', 'ä😀\u{10ffff}', 'ä😀\u{10ffff}'],
    ['control characters', 'a\u0000\u001b\u009b\u202eb', 'a\\u0000\\u001b\\u009b\\u202eb'],
    ['what are no characters', 'a\ufffe\uffff\ud800b', 'a\\ud800b'],
  ])('has %s as text: %j', (_, text, read) => {
    const [problem] = problemsOf([
      { title: text, checks: [aFailedCheck(text, text, text, { cause: text })] },
    ]);
    expect(problem).toMatchObject({
      message: `${read}: expected ${read}, got ${read}`,
      text: `${read}\n  expected: ${read}\n  got: ${read}\n  cause: ${read}`,
    });
  });
});

function passed(events: RunEvent[]): boolean {
  return events.some((event) => event.type === 'end' && event.passed);
}

/** Parsed with libxml2, which refuses all that is not well-formed. */
function parse(xml: string): XmlElement {
  const document = XmlDocument.fromString(xml);
  onTestFinished(() => document.dispose());
  return document.root;
}

function elements(element: XmlElement, path: string): XmlElement[] {
  return element.find(path).filter((node) => node instanceof XmlElement);
}

function attributesOf({ attrs }: XmlElement): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]));
}

function problemsOf(steps: StepPart[]) {
  const all = parse(renderJunit(aRun({ steps, end: { passed: true } })));
  return elements(all, '//failure | //error').map((element) => ({
    element: element.name,
    ...attributesOf(element),
    text: element.content,
  }));
}
