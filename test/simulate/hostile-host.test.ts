import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import type { Flow } from '../../src/flows/flow.ts';
import { renderHar } from '../../src/reports/har.ts';
import { renderHtml } from '../../src/reports/html/html.ts';
import { renderJunit } from '../../src/reports/junit.ts';
import { renderMermaid } from '../../src/reports/mermaid.ts';
import type { SimulateOptions } from '../../src/simulate/simulate.ts';
import { PLAIN } from '../../src/terminal/paint.ts';
import { stepLines } from '../../src/terminal/runs/step-text.ts';
import { type Answer, BAD_ANSWERS, hostileHost, page } from '../support/hostile.ts';
import { loadEvents } from '../support/load.ts';
import { allOf, stepsOf } from '../support/run.ts';

const PASSWORD = 'correct horse battery';

const FLOW: Flow = {
  name: 'in-and-out',
  about: 'a sign-in',
  steps: [
    { title: 'the form', do: { get: '/' }, expect: [{ status: 200 }] },
    { title: 'the sign-in', do: { signIn: { user: '$user', password: '$password' } } },
    { title: 'on', do: { follow: true }, expect: [{ session: 'same' }] },
    { title: 'out', do: { signOut: true } },
  ],
};

function visited(answer: Answer, more: SimulateOptions = {}) {
  return hostileHost(answer).then(({ url }) =>
    allOf({ url, flows: [FLOW], timeout: 1_000, password: PASSWORD, ...more }),
  );
}

/** All that a person is shown of a run. */
async function shown(events: readonly RunEvent[]): Promise<string> {
  const detail = { headers: true, bodies: true };
  const lines = stepsOf(events).flatMap((step) =>
    stepLines(step, { width: 80, paint: PLAIN, detail }),
  );
  const reports = [renderHar, renderHtml, renderJunit, renderMermaid].map((render) =>
    render(events),
  );
  return [JSON.stringify(events), ...lines, ...(await Promise.all(reports))].join('\n');
}

describe('an answer that no visitor can do with fails the step, and the run goes on to its end', () => {
  it.each(Object.entries(BAD_ANSWERS))('%s', async (_what, answer) => {
    const events = await visited(answer);
    const [first] = stepsOf(events);
    expect(first?.error).toBeTruthy();
    // The form, which was not seen, is asked for once more. After a sign-in without an answer, nothing more is tried.
    expect(stepsOf(events).length).toBeGreaterThanOrEqual(3);
    expect(events.at(-1)).toMatchObject({ type: 'end', passed: false });
  });

  it.each(Object.entries(BAD_ANSWERS))('under a load: %s', async (_what, answer) => {
    const { url } = await hostileHost(answer);
    const load = loadEvents({ url, flow: FLOW, users: 2, concurrency: 2, timeout: 1_000 });
    await expect(load).rejects.toMatchObject({ code: 'app-failed' });
  });
});

describe('an address that is none fails the step, and nothing is sent for it', () => {
  const form = (action: string) =>
    `<form action="${action}" method="post"><input type="password" name="p"></form><a href="${action}logout">out</a>`;
  it.each(['http://[', 'http://a b/', 'http://:99999/', 'https://%'])('%s', async (address) => {
    const { url, requests } = await hostileHost(page(form(address), [`Location: ${address}`]));
    const events = await allOf({ url, flows: [FLOW], timeout: 1_000, password: PASSWORD });
    const [, signIn] = stepsOf(events);
    expect(signIn).toMatchObject({ response: null, error: `"${address}" is no address` });
    expect(requests.join('\n')).not.toContain('POST');
    expect(events.at(-1)).toMatchObject({ type: 'end', steps: 4 });
  });

  it('a page that redirects to itself is gone to five times more for its form, and then no more', async () => {
    const loop: Answer = (socket) =>
      void socket.write('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n');
    expect(stepsOf(await visited(loop))).toHaveLength(9);
  });
});

describe('what a cookie is, or is called, takes none of our own words away', () => {
  const WORDS = [
    'changed',
    'refused',
    'repeated',
    'cleared',
    'destroyed',
    'patient',
    'the response',
    'session',
    'a session begins',
    'running',
    'it is only for',
    '__proto__',
    'constructor',
    'toString',
    '#1',
    '"},{"',
  ];
  it.each(WORDS)('%s', async (word) => {
    const headers = [
      `Set-Cookie: plain=${word}`,
      `Set-Cookie: ${word}=valuable; Path=/elsewhere`,
      `Set-Cookie: signed=s%3A${encodeURIComponent(word)}.${'x'.repeat(43)}`,
      `Set-Cookie: ${word}=other; Domain=example.com`,
    ];
    const events = await visited(page(`<p>${word}</p>`, headers));
    const steps = stepsOf(events);
    const plain = stepsOf(
      await visited(
        page(
          '<p></p>',
          headers.map((line) => line.replaceAll(word, 'xxxxx')),
        ),
      ),
    );
    const ours = (of: typeof steps) =>
      of.map(({ type, title, flow, pace, cookies, checks, request, error }) => ({
        type,
        title,
        flow,
        pace,
        error,
        actions: cookies.map(({ action }) => action),
        sent: request.cookies.map(({ sent }) => sent),
        checks: checks.map(({ what, expected, passed }) => [what, expected, passed]),
      }));
    expect(ours(steps)).toEqual(ours(plain));
    expect(steps[0]?.cookies.map(({ name }) => name)).toContain('signed');
    expect(await shown(events)).not.toContain('undefined');
  });

  it('a session is told from a value that looks like one', async () => {
    const headers = [
      'Set-Cookie: a=#1; Path=/',
      `Set-Cookie: b=s%3Aan-id-of-a-session.${'x'.repeat(43)}; Path=/`,
    ];
    for (const reveal of [false, true]) {
      const [, second] = stepsOf(await visited(page('', headers), { reveal }));
      expect(second?.cookies.map(({ session }) => session)).toEqual([undefined, '#1']);
      expect(second?.request.cookies.map(({ session }) => session)).toEqual([undefined, '#1']);
      expect(second?.notes).toContain('the same cookie again');
    }
  });

  it('a field called __proto__ is sent like any other', async () => {
    const fields = '<input name="__proto__" value="x"><input type="password" name="constructor">';
    const { url, requests } = await hostileHost(page(`<form method="post">${fields}</form>`));
    await allOf({ url, flows: [FLOW], timeout: 1_000, password: PASSWORD });
    const sent = requests.find((request) => request.startsWith('POST'));
    expect(sent).toContain('__proto__=');
    expect(sent).toContain('constructor=correct+horse+battery');
  });

  it('a form with a method that is none is sent as browsers do', async () => {
    const method = 'X / HTTP/1.1&#13;&#10;Evil: 1&#13;&#10;&#13;&#10;GET';
    const { url, requests } = await hostileHost(
      page(`<form action="/logout" method="${method}"></form>`),
    );
    await allOf({ url, flows: [FLOW], timeout: 1_000 });
    expect(requests.at(-1)).toMatch(/^GET \/logout HTTP\/1\.1\r\n/);
  });
});

describe('a page that sets very many cookies', () => {
  it.each([500, 5_000])('%i of them', async (count) => {
    const headers = Array.from(
      { length: count },
      (_, index) => `Set-Cookie: c${index}=value-${index}; Path=/`,
    );
    const text = headers.join('\n').repeat(10);
    const events = await visited(page(text, headers));
    const [first, second] = stepsOf(events);
    expect(first?.cookies).toHaveLength(count);
    expect(first?.notes).toContain(
      `a browser keeps 180 cookies of a site: it forgot ${count - 180} older ones`,
    );
    expect(second?.request.cookies).toHaveLength(180);
    expect(first?.response?.body).not.toContain('value-1');
    expect(await shown(events)).not.toContain(`value-${count - 1}`);
    if (!second) throw new Error('There is no second step.');
    const lines = stepLines(second, {
      width: 80,
      paint: PLAIN,
      detail: { headers: false, bodies: false },
    });
    expect(lines.length).toBeLessThan(100);
  });

  it('that browsers refuse are told of, but not one by one', async () => {
    const headers = Array.from(
      { length: 1_000 },
      (_, index) => `Set-Cookie: c${index}=1; Domain=example.org`,
    );
    const [first] = stepsOf(await visited(page('', headers)));
    expect(first?.notes).toContain('and so were 990 more cookies');
    expect(first?.notes.length).toBeLessThan(20);
  });
});
