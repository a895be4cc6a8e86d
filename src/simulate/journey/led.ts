import type { Observed } from '../../checks/observed.ts';

/** The address that the app takes down as it sends somebody to sign in: the one that was asked for. */
export function promiseIn({ response }: Observed, asked: URL): string | undefined {
  const path = response?.location?.path;
  if (path === undefined) return undefined;
  const wanted = asked.pathname + asked.search;
  const { searchParams } = new URL(path, asked);
  return [...searchParams.values()].includes(wanted) ? wanted : undefined;
}

/** Whether an address, if there is one, is that of a path with its query. */
export function isAt(wanted: string | undefined, { pathname, search }: URL): boolean {
  return wanted !== undefined && wanted === pathname + search;
}

/** The page that an answer leads to, without its query. */
export function placeOf({ response }: Observed): string | undefined {
  return response?.location?.path.replace(/[?#].*$/, '');
}
