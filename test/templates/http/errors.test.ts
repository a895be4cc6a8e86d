import { createServer } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { errorHandler, HttpError } from '../../../templates/base/src/errors.ts';
import { useViews } from '../../../templates/base/src/http/views.ts';
import { readSettings } from '../../../templates/base/src/settings.ts';
import { listen } from '../../support/listen.ts';

/** What the page says of each status; the words of a page's own come before these. */
const PAGES: Array<[status: number, heading: string, explanation: RegExp]> = [
  [403, 'Forbidden', /may not do this/],
  [404, 'Not Found', /no page at this address/],
  [405, 'Method Not Allowed', /does not accept that kind of request/],
  [409, 'Conflict', /changed this at the same time/],
  [413, 'Payload Too Large', /more than this page accepts/],
  [422, 'Unprocessable Entity', /missing or not valid/],
  [429, 'Too Many Requests', /wait a while/],
  [500, 'Internal Server Error', /went wrong on our side/],
  [503, 'Service Unavailable', /not available at the moment/],
];

describe('the page of an error', () => {
  async function startApp(): Promise<string> {
    const app = express();
    const settings = readSettings({ NODE_ENV: 'development', SESSION_SECRET: 'x'.repeat(40) });
    useViews(app, settings);
    app.get('/:status', ({ params }) => {
      throw new HttpError(Number(params.status), { cause: new Error('only for the log') });
    });
    app.use(errorHandler);
    return `http://127.0.0.1:${await listen(createServer(app))}`;
  }

  it.each(PAGES)('%i says what happened, and leads on', async (status, heading, explanation) => {
    const response = await fetch(`${await startApp()}/${status}`);
    const page = await response.text();
    expect(response.status).toBe(status);
    expect(page).toContain(`<title>${heading} - `);
    expect(page).toContain(`<p class="status">${status}</p>`);
    expect(page).toContain(`<h1>${heading}</h1>`);
    expect(page).toMatch(explanation);
    expect(page).toContain('href="/home"');
    expect(page).not.toContain('only for the log');
  });
});
