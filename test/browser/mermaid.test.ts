import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { renderMermaid } from '../../src/reports/mermaid.ts';
import { useBrowser } from '../support/browser.ts';
import { aRun, aStore } from '../support/runs.ts';
import { SAMPLE_RUNS } from '../support/sample-runs.ts';

const openPage = useBrowser();

/** Texts that mean something to Mermaid, or did in one of its versions. */
const TEXTS = [
  '#1',
  '#35;',
  'a; b',
  '&lt;b&gt;',
  '<br/><b>x</b>',
  '"double" and \'single\'',
  '%% a comment',
  '%%{init: {"theme": "dark"}}%%',
  '50% %2F',
  '$$x^2$$',
  'wrap: a',
  ':nowrap: a',
  'end',
  'loop a',
  'style a:b#c;',
  'style a :#35;c',
  'classDef x:#y;',
  'Note over a,b: c',
  'a->>b: c',
  '\\n `a` *b* _c_ {d} [e] |f| ~g~',
  '@{ "type": "actor" }',
  'ﬂ°°35¶ß',
  '✗ ä 😀',
];

describe.skipIf(!inject('chromium'))('a Mermaid diagram', () => {
  it('is one that Mermaid itself draws, of each kind of run', async () => {
    const page = await openMermaid();
    for (const [name, events] of Object.entries(SAMPLE_RUNS)) {
      expect(await draw(page, renderMermaid(events)), name).not.toBeNull();
    }
  });

  it('shows who takes part, what goes between them, and what failed', async () => {
    const page = await openMermaid();
    const events = SAMPLE_RUNS['several failures'] ?? [];
    expect(await draw(page, renderMermaid(events))).toEqual({
      participants: ['Browser', 'App', 'Store (redis)'],
      messages: [
        'POST /login',
        'set #1: the store timed out',
        '503 Service Unavailable',
        'GET /about',
        'no answer: the connection was closed',
        'GET /home',
        '200 OK',
      ],
      notes: [
        'login (patient)',
        '1 the sign-in: failed',
        '✗ the status: expected 303, got 503',
        '✗ the store: expected 1 session, got none',
        '2 the page that was asked for: no answer',
        '✗ an answer: expected one, got none',
        '3 the home page',
      ],
    });
  });

  it('shows as it is what a run says', async () => {
    const page = await openMermaid();
    for (const text of TEXTS) {
      const events = aRun({
        site: { store: text },
        steps: [
          { flow: text, title: text, store: aStore({ operations: [{ name: text, took: 1 }] }) },
        ],
      });
      expect(await draw(page, renderMermaid(events)), text).toEqual({
        participants: ['Browser', 'App', `Store (${text})`],
        messages: ['GET /home', text, '200 OK'],
        notes: [`${text} (patient)`, `1 ${text}`],
      });
    }
  });

  it('has one line of some length for each message', async () => {
    const page = await openMermaid();
    const operations = ['a\nb\r\n\u2028c\u0000d', '  a  ', '', 'x'.repeat(500)];
    const events = aRun({
      steps: [{ store: aStore({ operations: operations.map((name) => ({ name, took: 1 })) }) }],
    });
    expect(await draw(page, renderMermaid(events))).toMatchObject({
      messages: ['GET /home', 'a b c d', 'a', '', `${'x'.repeat(99)}…`, '200 OK'],
    });
  });
});

async function openMermaid(): Promise<Page> {
  const page = await openPage({});
  const require = createRequire(import.meta.url);
  await page.addScriptTag({ path: require.resolve('@mermaid-js/tiny') });
  return page;
}

/** What Mermaid draws: its texts, by what they are part of. */
function draw(page: Page, diagram: string) {
  return page.evaluate(async (diagram) => {
    const { svg } = await Reflect.get(window, 'mermaid').render('drawing', diagram);
    const drawing = document.createElement('div');
    drawing.innerHTML = svg;
    // Mermaid puts a space of no width where a text begins with a tag.
    const texts = (elements: Iterable<Element>) =>
      Array.from(elements, ({ textContent }) => (textContent ?? '').replaceAll('\u200b', ''));
    // Each participant is named twice, above and below.
    const names = Array.from(drawing.querySelectorAll('text.actor-box')).sort(
      (one, other) => Number(one.getAttribute('x')) - Number(other.getAttribute('x')),
    );
    return {
      participants: texts(names.filter((_, index) => index % 2 === 0)),
      messages: texts(drawing.querySelectorAll('.messageText')),
      notes: texts(drawing.querySelectorAll('.noteText')),
    };
  }, diagram);
}
