import { withoutQuery } from '../address.ts';
import type { ProbeApp } from '../probe/messages.ts';
import { isPlain } from './evidence.ts';
import { type FoundPage, linksOf } from './look.ts';
import { looksLikeOfAnotherSite, looksLikeSignUp } from './words.ts';

/**
 * The page on which strangers make an account, by links and routes; undefined if nothing looks like one. It is only
 * named: nobody is signed up there.
 */
export function signUpPage(
  apps: readonly ProbeApp[],
  seen: readonly FoundPage[],
): string | undefined {
  const missing = new Set(seen.filter(({ status }) => status >= 400).map(({ path }) => path));
  const routes = apps.flatMap((app) => app.routes.filter(({ method }) => method === 'GET'));
  const paths = [...seen.flatMap(linksOf), ...routes.map(({ path }) => path)].map(withoutQuery);
  return paths.find(
    (path) =>
      isPlain(path) && looksLikeSignUp(path) && !looksLikeOfAnotherSite(path) && !missing.has(path),
  );
}
