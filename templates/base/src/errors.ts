import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';

/** `explanation` is shown to the visitor. `cause` is only for the log. */
interface Details {
  cause?: unknown;
  explanation?: string;
}

/** Throw this to answer with an error page. */
export class HttpError extends Error {
  readonly status: number;
  readonly explanation: string | undefined;

  constructor(status: number, { cause, explanation }: Details = {}) {
    super(STATUS_CODES[status], { cause });
    this.status = status;
    this.explanation = explanation;
  }
}

/** Throw this when something fails that many requests need, after logging it. It is not logged for each request. */
export class OutageError extends HttpError {
  constructor(cause: unknown) {
    super(503, {
      cause,
      explanation: 'We cannot reach our sessions at the moment. Please try again shortly.',
    });
  }
}

/** What the visitor reads if the error itself has no explanation. */
const EXPLANATIONS: Record<number, string> = {
  401: 'You must sign in first.',
  403: 'You may not do this.',
  404: 'There is no page at this address.',
  405: 'This page does not accept that kind of request.',
  409: 'Somebody else changed this at the same time. Please try again.',
  413: 'That was more than this page accepts.',
  415: 'This page does not accept that kind of content.',
  422: 'Something in this form is missing or not valid.',
  429: 'These were too many requests. Please wait a while, then try again.',
  503: 'This is not available at the moment. Please try again shortly.',
};

/** Put this at the end of a route: it answers every method that the route does not handle. */
export function methodNotAllowed(allowed: string): RequestHandler {
  return (req, res) => {
    res.set('Allow', allowed);
    if (req.method !== 'OPTIONS') throw new HttpError(405);
    res.sendStatus(204);
  };
}

/** Put this after all routes. */
export const notFound: RequestHandler = () => {
  throw new HttpError(404);
};

/** Headers that a failed page may already have set. They are wrong for the error page. */
const STALE_HEADERS = [
  'Accept-Ranges',
  'CDN-Cache-Control',
  'Content-Digest',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-Location',
  'Content-Range',
  'Content-Type',
  'ETag',
  'Expires',
  'Last-Modified',
  'Link',
  'Location',
  'Refresh',
  'Surrogate-Control',
];

/** Shows an error page for whatever was thrown. The cause goes to the log if it is our fault, never to the visitor. */
export const errorHandler: ErrorRequestHandler = (error, req, res, next) => {
  const status = statusOf(error);
  if (status >= 500 && !(error instanceof OutageError)) {
    console.error(`${req.method} ${req.path} failed:`, error);
  }
  // Part of the page has been sent, so it is too late for an error page. Cutting the connection shows that it failed.
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy();
    return;
  }
  if (status >= 500) {
    // Without the session, express-session sends no cookie. The session may not have been stored.
    Reflect.deleteProperty(req, 'session');
  }
  for (const name of STALE_HEADERS) res.removeHeader(name);
  // Instead of what the failed page said, which may be that any cache can keep it.
  res.set('Cache-Control', 'no-store');
  const page = { status, heading: STATUS_CODES[status], explanation: explanationOf(error, status) };
  res.status(status).render('error', page, (renderError, html) => {
    // The failed page may have been answered while this one was rendered.
    if (res.headersSent) return;
    if (renderError) next(renderError);
    else res.type('html').send(html);
  });
};

function explanationOf(error: unknown, status: number): string {
  const own = error instanceof HttpError ? error.explanation : undefined;
  const general =
    status < 500
      ? 'This request could not be understood.'
      : 'Something went wrong on our side. Please try again.';
  return own ?? EXPLANATIONS[status] ?? general;
}

/**
 * The status of our answer. Any error may have a status that means something else, such as the 404 of a server that we
 * have asked: that is our fault, and a 500.
 */
function statusOf(error: unknown): number {
  const status = error instanceof HttpError || isFaultOfClient(error) ? error.status : 500;
  return status in STATUS_CODES && status >= 400 ? status : 500;
}

/** Express's parsers set `expose` on their errors if the request is wrong. For a wrong path, it throws a URIError. */
function isFaultOfClient(error: unknown): error is Error & { status: number } {
  if (!(error instanceof Error && 'status' in error)) return false;
  const isMarked = ('expose' in error && error.expose === true) || error instanceof URIError;
  return isMarked && typeof error.status === 'number' && error.status < 500;
}
