import type { Asked } from './headers.ts';
import { headerValues, type Response } from './http/http.ts';

/** Where a response sends the visitor, and what a browser sends there. */
export interface Redirect {
  location: URL;
  status: number;
  of: Asked;
  /** Where the redirects were and where they led that were followed up to this one, and this one. */
  trail: ReadonlySet<string>;
  /** Whether one of those before it was the same. */
  goesRound: boolean;
}

/**
 * The redirect in a response, if there is one.
 *
 * @param asked what was answered so
 * @param followed the redirect that led there
 */
export function redirectBy(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  asked: Asked,
  followed: Redirect | undefined,
): Redirect | undefined {
  const [to] = headerValues(headers, 'location');
  if (to === undefined || !URL.canParse(to, asked.url) || status < 300 || status >= 400) {
    return undefined;
  }
  const location = new URL(to, asked.url);
  const trail = new Set(followed?.trail);
  const way = `${asked.method} ${asked.url.href} ${location.href}`;
  const goesRound = trail.has(way);
  return { location, status, of: asked, trail: trail.add(way), goesRound };
}
