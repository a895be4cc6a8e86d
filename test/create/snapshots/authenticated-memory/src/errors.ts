import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';

/** What can be added to an answer's status: `cause` is for the log, and never shown, and `explanation` is for the page. */
interface Details {
  cause?: unknown;
  explanation?: string;
}

/** An answer other than the page that was asked for. */
export class HttpError extends Error {
  readonly status: number;
  readonly explanation: string | undefined;

  constructor(status: number, { cause, explanation }: Details = {}) {
    super(STATUS_CODES[status], { cause });
    this.status = status;
    this.explanation = explanation;
  }
}

const EXPLANATIONS: Record<number, string> = {
  403: 'This request came from another site, so it was not followed.',
  404: 'There is no page at this address.',
  405: 'This page does not accept that kind of request.',
  413: 'That was more than this page accepts.',
  415: 'This page does not accept that kind of content.',
  500: 'Something went wrong on our side. Please try again.',
  503: 'We cannot reach our sessions at the moment. Please try again shortly.',
};

/** Ends a route that other methods have not answered. */
export function onlyAllow(methods: string): RequestHandler {
  return (req, res) => {
    res.set('Allow', methods);
    if (req.method !== 'OPTIONS') throw new HttpError(405);
    res.sendStatus(204);
  };
}

/** Ends the list of routes. */
export const unknownPage: RequestHandler = () => {
  throw new HttpError(404);
};

/** What the failed page may have said of itself, and is not true of this one. */
const OF_ANOTHER_PAGE = [
  ...['Content-Disposition', 'Content-Encoding', 'Content-Length', 'Content-Range', 'Content-Type'],
  ...['ETag', 'Last-Modified', 'Location'],
];

/** Turns whatever was thrown into a page; the cause of a fault of ours goes to the log alone. */
export const showError: ErrorRequestHandler = (error, req, res, next) => {
  const status = statusOf(error);
  // What the store could not do, it has told the log itself.
  if (status === 500) console.error(`${req.method} ${req.path} failed:`, error);
  // Of a page that is half out, the rest cannot become another page.
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy();
    return;
  }
  if (status >= 500) {
    // A session that could not be stored must not leave a cookie that says it was.
    Reflect.deleteProperty(req, 'session');
  }
  for (const name of OF_ANOTHER_PAGE) res.removeHeader(name);
  const words = { heading: STATUS_CODES[status], explanation: explanationOf(error, status) };
  res.status(status).render('error', words, (fault, html) => {
    // A page that was on its way when its handler threw has come meanwhile.
    if (res.headersSent) return;
    if (fault) next(fault);
    else res.type('html').send(html);
  });
};

function explanationOf(error: unknown, status: number): string {
  const special = error instanceof HttpError ? error.explanation : undefined;
  return special ?? EXPLANATIONS[status] ?? 'This request could not be understood.';
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status in STATUS_CODES && status >= 400 ? status : 500;
}
