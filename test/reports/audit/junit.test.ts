import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { renderAuditJunit } from '../../../src/reports/audit/junit.ts';
import { SAMPLE_AUDITS } from '../../support/audits.ts';

describe('JUnit XML of an audit', () => {
  it.each(Object.keys(SAMPLE_AUDITS))('is XML whose totals are true: %s', (name) => {
    const all = parse(name);
    for (const path of ['/testsuites', '/testsuites/testsuite']) {
      for (const element of elements(all, path)) {
        expect(attributesOf(element)).toMatchObject({
          tests: String(elements(element, './/testcase').length),
          failures: String(elements(element, './/failure').length),
          errors: '0',
          skipped: String(elements(element, './/skipped').length),
        });
      }
    }
  });

  it('has a failure for what is broken, and skips what nobody saw', () => {
    const all = parse('all verdicts');
    const names = (path: string) =>
      elements(all, `//testcase[${path}]`).map((one) => attributesOf(one).name);
    expect(names('failure')).toEqual(['next-stays-on-site', 'id-renewed', 'csp']);
    expect(names('skipped')).toEqual([
      'old-id-dead',
      'logout-ends-session',
      'no-store',
      'lifetime-fits',
    ]);
  });

  it('does not fail for what was broken before', () => {
    const all = parse('nothing new');
    expect(elements(all, '//failure')).toEqual([]);
    expect(elements(all, '//skipped').map((one) => attributesOf(one).message)).toEqual([
      'known: The session has a new id after the sign-in.',
    ]);
  });
});

/** Parsed with libxml2, which refuses all that is not well-formed. */
function parse(name: string): XmlElement {
  const document = XmlDocument.fromString(renderAuditJunit(SAMPLE_AUDITS[name] ?? []));
  onTestFinished(() => document.dispose());
  return document.root;
}

function elements(element: XmlElement, path: string): XmlElement[] {
  return element.find(path).filter((node) => node instanceof XmlElement);
}

function attributesOf({ attrs }: XmlElement): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]));
}
