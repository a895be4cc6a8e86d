import { createHash } from 'node:crypto';
import { type HTMLElement, parse } from 'node-html-parser';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/reports/html/html.ts';
import {
  aChange,
  aCheck,
  aCookieChange,
  aFailedCheck,
  aRun,
  aSentCookie,
  aSession,
  aStore,
  type StepPart,
} from '../support/runs.ts';
import { SAMPLE_RUNS } from '../support/sample-runs.ts';

describe('the page of a run', () => {
  it.each(Object.entries(SAMPLE_RUNS))(
    'allows its own style and script, and nothing else: %s',
    (_, events) => {
      const page = parse(renderHtml(events));
      const hashOf = (tag: string) => {
        const text = page.querySelector(tag)?.rawText ?? '';
        return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
      };
      const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]');
      expect(policy?.getAttribute('content')).toBe(
        `default-src 'none'; style-src ${hashOf('style')}; script-src ${hashOf('script')}; base-uri 'none'; form-action 'none'`,
      );
      expect(page.querySelectorAll('script, style, [style], [src], link, img')).toHaveLength(2);
    },
  );

  it.each([
    ['passed', '✓ passed'],
    ['several failures', '✗ failed'],
    ['stopped before its end', '✗ stopped before its end'],
  ])('says first how the run came out: %s', (name, verdict) => {
    const page = parse(renderHtml(SAMPLE_RUNS[name] ?? []));
    expect(textOf(page, 'h1 .verdict')).toBe(verdict);
    expect(textOf(page, 'title')).toContain(verdict.slice(2));
  });

  it('says of what it is, and how much there was', () => {
    const page = parse(renderHtml(SAMPLE_RUNS['two instances'] ?? []));
    expect(page.querySelectorAll('header .facts div').map(words)).toEqual([
      'Flow login',
      'Pace patient',
      'Site the site of session-app itself',
      'Mode authenticated',
      'Store redis',
      'Steps 2',
      'Checks 2 passed',
      'Time 257 ms',
      'Started 2026-03-01 10:00:00 UTC',
      'Addresses http://127.0.0.1:40123 http://127.0.0.1:40124',
    ]);
  });

  it('draws each step between those who take part in it', () => {
    const page = parse(renderHtml(SAMPLE_RUNS['two visitors'] ?? []));
    expect(page.querySelectorAll('.heads text').map(words)).toEqual([
      'Browser A',
      'Browser B',
      'App',
      'Store',
    ]);
    expect(
      page.querySelectorAll('.row').map((row) => row.querySelectorAll('svg text').map(words)),
    ).toEqual([
      [],
      ['POST /login', '#1 created: user', '303 → /home', 'session set to #1'],
      ['POST /login', '#2 created: user', '303 → /home', 'session set to #2'],
      ['GET /home', 'session = #1', '#2 expired', '200 OK'],
      [],
    ]);
  });

  it('cuts a text to what fits beside its lane, and shows tabs', () => {
    const path = `/login?next=/\t/${'elsewhere.example/'.repeat(5)}`;
    const steps = ['A', 'B', 'C'].map((visitor) => ({ visitor, request: { path } }));
    const page = parse(renderHtml(aRun({ steps })));
    const texts = page.querySelectorAll('.lanes .request text').map(words);
    expect(texts[0]).toMatch(/^GET \/login\?next=\/\\t\/.*…$/);
    expect(texts.map((text) => text.length)).toEqual([46, 36, 26]);
  });

  it('draws what expires as nobody’s doing', () => {
    const page = pageOf({ store: aStore({ changes: [aChange('#1', 'expired')] }) });
    expect(page.querySelectorAll('.change circle')).toHaveLength(1);
    expect(page.querySelectorAll('.change path')).toHaveLength(0);
  });

  it('draws what the app asked of its store, where that is known', () => {
    const page = pageOf({
      store: aStore({
        operations: [
          { name: 'get', session: '#1', took: 1 },
          { name: 'set', session: '#1', took: 1, error: 'timed out' },
          { name: 'length', took: 1 },
        ],
        changes: [aChange('#1', 'touched')],
      }),
    });
    expect(page.querySelectorAll('.operation text').map(words)).toEqual([
      'get #1',
      'set #1: timed out',
      'length',
    ]);
    expect(page.querySelectorAll('.operation.failed .cross')).toHaveLength(1);
  });

  it('marks an answer that did not come with a cross, and says why', () => {
    const page = pageOf({ response: null, error: 'the connection was closed', checks: [] });
    expect(textOf(page, '.silence text')).toBe('no answer: the connection was closed');
    expect(page.querySelectorAll('.silence .cross')).toHaveLength(1);
    expect(textOf(page, '.row .verdict')).toBe('✗ no answer');
    expect(textOf(page, '.account .problem')).toBe('no answer: the connection was closed');
  });

  it('takes an answer that was not to come, and did not, for no problem', () => {
    const page = pageOf({ response: null, checks: [aCheck('an answer', 'none')] });
    expect(textOf(page, '.row .verdict')).toBe('✓ passed');
    expect(page.querySelectorAll('.problem')).toHaveLength(0);
  });

  it('says of each cookie what became of it, and why', () => {
    const page = pageOf({
      request: { cookies: [aSentCookie('#1'), aSentCookie('••', 'Its Path is /admin.')] },
      cookies: [
        aCookieChange('changed', '#2', { attributes: ['Path=/', 'Secure'] }),
        aCookieChange('cleared', '', { attributes: [] }),
        aCookieChange('refused', '••', { attributes: [], why: 'It is too long.' }),
      ],
    });
    expect(page.querySelectorAll('.cookie-list li').map(words)).toEqual([
      '→ session sent #1',
      '→ session withheld •• Its Path is /admin.',
      '← session changed #2 Path=/ Secure',
      '← session cleared',
      '← session refused •• It is too long.',
    ]);
  });

  it('says of a failed check what was expected, what came, why and what to do', () => {
    const page = pageOf({
      checks: [
        aFailedCheck('the id', 'a new one', 'the same', { cause: 'No regenerate.', fix: 'Do.' }),
        aCheck('the status', '303'),
      ],
    });
    expect(textOf(page, '.account .problem')).toBe(
      '✗ failed: the id Expected a new one Got the same Likely cause No regenerate. Fix Do.',
    );
    expect(textOf(page, '.account .held')).toBe('✓ passed: the status: 303');
  });

  it('says what changed in the store, from what to what', () => {
    const page = pageOf({
      store: aStore({
        changes: [
          aChange('#1', 'changed', [
            { key: 'views', before: 1, after: 2 },
            { key: 'user', after: null },
            { key: 'cart', before: ['sofa'] },
          ]),
        ],
        sessions: [aSession(), aSession({ session: '#2', user: null, state: 'expired' })],
      }),
    });
    expect(textOf(page, '.changes li')).toBe('#1 changed views 1 2 user null cart ["sofa"] gone');
    expect(page.querySelectorAll('.session.changed')).toHaveLength(1);
    expect(page.querySelectorAll('#step-1 .session p').map(words)).toEqual([
      '#1 alice live',
      '#2 nobody signed in expired',
    ]);
  });

  it.each([
    [aStore(), 'The store is empty.'],
    [null, 'Nobody can see this store from outside.'],
  ])('tells a store that is empty from one that nobody can see', (store, text) => {
    expect(textOf(pageOf({ store }), '#step-1 .store-view')).toContain(text);
  });

  it('says where quick and patient differ, and leads there', () => {
    const page = parse(renderHtml(SAMPLE_RUNS['quick against patient'] ?? []));
    expect(textOf(page, '.differences tbody')).toBe(
      'login: the page that was asked for 200, Welcome alice! 302 to /login?next=%2Fabout',
    );
    expect(page.querySelector('.differences a')?.getAttribute('href')).toBe('#step-4');
    expect(page.querySelector('header a[href="#differences"]')?.textContent).toBe('1');
    const same = parse(renderHtml(SAMPLE_RUNS['quick like patient'] ?? []));
    expect(textOf(same, '.differences h2')).toBe('Both paces agree');
  });

  it('shows control characters as pictures of them', () => {
    const page = pageOf({ notes: ['\u0000\u001b[31m\u007f\u0085\ttab'] });
    expect(textOf(page, '.notes')).toBe('Why ␀␛[31m␡\ufffd tab');
  });

  it('keeps the first line break of a body', () => {
    const html = renderHtml(aRun({ steps: [{ response: { body: '\nfirst' } }] }));
    expect(html).toContain('<pre><code>\nfirst</code></pre>');
  });
});

function pageOf(step: StepPart): HTMLElement {
  return parse(renderHtml(aRun({ steps: [step] })));
}

function textOf(page: HTMLElement, selector: string): string | undefined {
  const element = page.querySelector(selector);
  return element ? words(element) : undefined;
}

/** Its text, with a space between any two elements. */
function words(element: HTMLElement): string {
  return parse(element.outerHTML.replaceAll('<', ' <')).textContent.replace(/\s+/g, ' ').trim();
}
