import { describe, expect, it } from 'vitest';
import { ANSWER_CHECKS } from '../../src/checks/answer.ts';
import type { Observed } from '../../src/checks/observed.ts';
import type { Header } from '../../src/events/run.ts';
import { readPage } from '../../src/visitor/page.ts';

const FORM =
  '<form method="post"><input name="name"><input type="password" name="password"></form>';

function seen(status: number, html: string, headers: Header[] = []): Observed {
  return {
    site: { kind: 'other', name: 'an app', entry: { url: 'http://127.0.0.1' } },
    pace: 'patient',
    request: { method: 'GET', path: '/about', signsIn: false, isSecure: false, cookies: [] },
    response: { status, headers, page: readPage(html) },
    cookies: [],
    session: {},
    before: [],
    store: null,
  };
}

const ofText = (text: string) => text;

describe('who is let in', () => {
  it.each<[what: string, isClosed: boolean, observed: Observed, got: string, expected: string]>([
    ['a page that opens', true, seen(200, 'hello'), 'this visitor, with 200', 'nobody without a'],
    ['a page that asks', false, seen(200, FORM), 'nobody, with 200', 'this visitor'],
    ['a refusal', false, seen(401, ''), 'nobody, with 401', 'this visitor'],
    ['a failure', true, seen(500, ''), '500', 'nobody without a'],
  ])('%s', (_, isClosed, observed, got, expected) => {
    const check = ANSWER_CHECKS.asksToSignIn(isClosed, observed);
    expect(check?.passed).toBe(false);
    expect(check?.got.text(ofText)).toBe(got);
    expect(check?.expected.text(ofText)).toContain(expected);
  });
});

describe('a header', () => {
  it('is shown in part if it is long, so that what was expected is seen beside it', () => {
    const value = `default-src 'self'; ${'img-src https://a.example; '.repeat(9)}`;
    const observed = seen(200, 'hello', [['Content-Security-Policy', value]]);
    const wanted = { name: 'Content-Security-Policy', matches: 'frame-ancestors' };
    const check = ANSWER_CHECKS.header(wanted, observed);
    expect(check?.got.text(ofText)).toBe(`${value.slice(0, 60)}…`);
  });
});
