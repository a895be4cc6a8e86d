import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it, type Mock, mock } from 'node:test';
import express, { type RequestHandler } from 'express';
import { errorHandler, HttpError, OutageError } from '../src/errors.ts';
import { parseForm } from '../src/http/form.ts';
import { useViews } from '../src/http/views.ts';
import { readSettings } from '../src/settings.ts';

/** What a package throws when a server that it has asked answers with this status. */
const upstreamError = (status: number) => Object.assign(new Error('upstream'), { status });

const throwError = (error: unknown): RequestHandler => {
  return () => {
    throw error;
  };
};

describe('an error', () => {
  let log: Mock<typeof console.error>;
  beforeEach(() => {
    log = mock.method(console, 'error', () => {});
  });
  afterEach(() => log.mock.restore());

  /** Posts to a page with this handler. */
  async function answerOf(handler: RequestHandler, path: string = '/page', body?: URLSearchParams) {
    const app = express();
    useViews(app, readSettings({ SESSION_SECRET: 'a secret that only the tests know' }));
    app.post('/:page', parseForm, handler);
    app.use(errorHandler);
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
    const page = await response.text();
    server.close();
    return { status: response.status, headers: response.headers, page };
  }

  for (const [name, error, status, logged] of [
    ['about the visitor', new HttpError(404), 404, 0],
    ['of ours', new HttpError(502, { cause: upstreamError(404) }), 502, 1],
    ['that the store has logged', new OutageError(new Error()), 503, 0],
    ['of another server, with its status 404,', upstreamError(404), 500, 1],
    ['of another server, with its status 503,', upstreamError(503), 500, 1],
    ['that is not an Error', 'text', 500, 1],
  ] as const) {
    it(`${name} gets ${status}, and is logged ${logged} times`, async () => {
      assert.equal((await answerOf(throwError(error))).status, status);
      assert.equal(log.mock.callCount(), logged);
      if (logged) assert.equal(log.mock.calls[0]?.arguments[1], error);
    });
  }

  it('of a request that is too large, or has a wrong path, is the fault of the client', async () => {
    const body = new URLSearchParams({ text: 'x'.repeat(20_000) });
    assert.equal((await answerOf(throwError(new Error()), '/page', body)).status, 413);
    assert.equal((await answerOf(throwError(new Error()), '/%zz')).status, 400);
    assert.equal(log.mock.callCount(), 0);
  });

  it('has a page without the headers of the page that failed, which no cache keeps', async () => {
    const { headers } = await answerOf((_req, res) => {
      res.set({ 'Cache-Control': 'public, max-age=600', Expires: 'Fri, 01 Jan 2100 00:00:00 GMT' });
      res.set({ ETag: '"1"', 'CDN-Cache-Control': 'max-age=600' }).attachment('report.csv');
      throw new HttpError(409);
    });
    assert.equal(headers.get('Cache-Control'), 'no-store');
    for (const name of ['Expires', 'CDN-Cache-Control', 'Content-Disposition']) {
      assert.equal(headers.get(name), null, name);
    }
    assert.notEqual(headers.get('ETag'), '"1"');
    assert.equal(headers.get('Content-Type'), 'text/html; charset=utf-8');
  });

  for (const [error, explanation] of [
    [new HttpError(403), 'You may not do this.'],
    [new HttpError(503), 'This is not available at the moment.'],
    [new HttpError(502), 'Something went wrong on our side.'],
    [new HttpError(403, { explanation: 'Only on Mondays.' }), 'Only on Mondays.'],
    [new OutageError(new Error()), 'We cannot reach our sessions at the moment.'],
  ] as const) {
    it(`with the status ${error.status} has a page that says: ${explanation}`, async () => {
      const { page } = await answerOf(throwError(error));
      assert.ok(page.includes(explanation), page);
    });
  }
});
