import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Entry, Har } from 'har-format';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import { renderHar } from '../../src/reports/har.ts';
import {
  aChange,
  aCheck,
  aCookieChange,
  aRun,
  aSentCookie,
  aStore,
  type StepPart,
} from '../support/runs.ts';
import { SAMPLE_RUNS } from '../support/sample-runs.ts';

const breachesOf = harRules();

describe('an HTTP Archive', () => {
  it.each(Object.entries(SAMPLE_RUNS))('keeps to HAR 1.2, of a run: %s', (_, events) => {
    expect(breachesOf(harOf(events))).toEqual([]);
  });

  it('has an entry for each step, at its time, and a page for each way through a flow', () => {
    const { log } = harOf(
      aRun({
        steps: [
          { at: 200, took: 14.5 },
          { at: 300, pace: 'quick' },
        ],
      }),
    );
    expect(log.pages).toMatchObject([
      { id: 'login (patient)', startedDateTime: '2026-03-01T10:00:00.200Z' },
      { id: 'login (quick)', startedDateTime: '2026-03-01T10:00:00.300Z' },
    ]);
    expect(log.entries).toMatchObject([
      {
        pageref: 'login (patient)',
        startedDateTime: '2026-03-01T10:00:00.200Z',
        time: 14.5,
        timings: { send: 0, wait: 14.5, receive: 0 },
      },
      { pageref: 'login (quick)', startedDateTime: '2026-03-01T10:00:00.300Z' },
    ]);
  });

  it('names the process that was asked by its address', () => {
    const urls = ['http://127.0.0.1:4001', 'http://[::1]:4002/', 'http://shop.test'];
    const { log } = harOf(
      aRun({ site: { urls }, steps: [{}, { instance: 2 }, { instance: 3 }, { instance: 9 }] }),
    );
    expect(log.entries.map(({ request }) => request.url)).toEqual([
      'http://127.0.0.1:4001/home',
      'http://[::1]:4002/home',
      'http://shop.test/home',
      'http://127.0.0.1:4001/home',
    ]);
    expect(log.entries.map((entry) => [entry.serverIPAddress, entry.connection])).toEqual([
      ['127.0.0.1', '4001'],
      ['::1', '4002'],
      [undefined, undefined],
      ['127.0.0.1', '4001'],
    ]);
  });

  it('asks this site, whatever the path looks like', () => {
    const { request } = entryOf({ request: { path: '//elsewhere.test/?a=1&a=2&b=%2F' } });
    expect(new URL(request.url).host).toBe('127.0.0.1:40123');
    expect(request.queryString).toEqual([
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
      { name: 'b', value: '/' },
    ]);
  });

  it.each([
    ['/.//elsewhere', '/.//elsewhere'],
    ['/a b"<ö>#x', '/a%20b%22%3C%C3%B6%3E%23x'],
    ['/100%?q=%2f&r=[\ud800]', '/100%25?q=%2f&r=%5B%EF%BF%BD%5D'],
    ['/\u017f', '/%C5%BF'],
  ])('writes the path %j as a URI has it', (path, written) => {
    expect(entryOf({ request: { path } }).request.url).toBe(`http://127.0.0.1:40123${written}`);
  });

  it('has the form as the text that went over the wire', () => {
    const { request } = entryOf({
      request: { method: 'POST', form: { username: 'a b&c', password: '••' } },
    });
    expect(request.postData).toEqual({
      mimeType: 'application/x-www-form-urlencoded',
      text: 'username=a+b%26c&password=%E2%80%A2%E2%80%A2',
    });
  });

  it('has the response with its body, its type and where it leads', () => {
    const { response } = entryOf({
      response: {
        status: 303,
        headers: [['content-type', 'text/plain']],
        body: 'See /home',
        size: 9,
        location: { to: '/home', onThisSite: true },
      },
    });
    expect(response).toMatchObject({
      status: 303,
      statusText: 'See Other',
      content: { size: 9, mimeType: 'text/plain', text: 'See /home' },
      redirectURL: '/home',
      bodySize: 9,
    });
  });

  it('does not say how long a body was on the wire that came compressed', () => {
    const { response } = entryOf({
      response: { headers: [['Content-Encoding', 'gzip']], body: 'long', size: 4 },
    });
    expect(response.bodySize).toBe(-1);
  });

  it('has status 0 and the error where no response came, as Chromium does', () => {
    const { response } = entryOf({ response: null, error: 'the connection was closed' });
    expect(response).toMatchObject({
      status: 0,
      content: { mimeType: 'x-unknown' },
      _error: 'the connection was closed',
    });
  });

  it('has the cookies that went and came, as the events mask them', () => {
    const { request, response } = entryOf({
      request: { cookies: [aSentCookie('#1'), aSentCookie('••', 'Its Path is /admin.')] },
      cookies: [
        aCookieChange('changed', '#2', {
          attributes: ['Path=/', 'Domain=shop.test', 'Secure', 'HttpOnly', 'SameSite=Lax'],
        }),
        aCookieChange('refused', '••', { attributes: [], why: 'It is too long.' }),
      ],
    });
    expect(request.cookies).toEqual([{ name: 'session', value: '#1' }]);
    expect(response.cookies).toEqual([
      {
        name: 'session',
        value: '#2',
        path: '/',
        domain: 'shop.test',
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      },
      { name: 'session', value: '••', httpOnly: false, secure: false, comment: 'It is too long.' },
    ]);
  });

  it('has in _session what HAR has no field for', () => {
    const changes = [aChange('#1', 'created')];
    const operations = [{ name: 'set', session: '#1', took: 1 }];
    const withheld = aSentCookie('••', 'Its Path is /admin.');
    const cookies = [aCookieChange('set', '#1')];
    const checks = [aCheck('the status', '200')];
    const entry = entryOf({
      number: 7,
      visitor: 'B',
      request: { cookies: [withheld] },
      cookies,
      store: aStore({ changes, operations }),
      notes: ['A note.'],
      checks,
    });
    expect(entry._session).toEqual({
      step: 7,
      visitor: 'B',
      instance: 1,
      verdict: 'passed',
      withheld: [withheld],
      cookies,
      store: { changes, operations },
      notes: ['A note.'],
      checks,
    });
    expect(entryOf({ store: null })._session).toMatchObject({ store: null });
  });
});

function harOf(events: RunEvent[]): Har {
  return JSON.parse(renderHar(events));
}

function entryOf(step: StepPart): Entry {
  const [entry] = harOf(aRun({ steps: [step] })).log.entries;
  if (!entry) throw new Error('The archive has no entry');
  return entry;
}

/** The JSON schema of HAR 1.2: answers what breaks it, and where. */
function harRules(): (har: Har) => string[] {
  const require = createRequire(import.meta.url);
  const schemas: Record<string, object> = require('har-schema');
  // They have keywords of their own, which mean nothing to others.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  ajv.addSchema(Object.values(schemas));
  return (har) => {
    ajv.validate('har.json#', har);
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
