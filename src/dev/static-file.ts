import type { DevRequestEvent, SessionAction } from '../events/dev.ts';

/** The kinds of files that pages load. */
const ENDINGS =
  /\.(css|m?js|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|webmanifest)(\?|$)/i;

/** What a session middleware in front of static files does to every request. */
const UNREMARKABLE: readonly SessionAction[] = ['none', 'read', 'touched'];

/** Whether a request is for a style sheet or the like, was answered, and changed no session. */
export function isStaticFile({ method, path, status, session }: DevRequestEvent): boolean {
  const isAnswered = status !== null && status < 400;
  const isQuiet =
    session === null || (UNREMARKABLE.includes(session.action) && session.errors.length === 0);
  return ['GET', 'HEAD'].includes(method) && ENDINGS.test(path) && isAnswered && isQuiet;
}
