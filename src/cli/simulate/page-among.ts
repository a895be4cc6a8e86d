import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../failure.ts';

/**
 * The path of the HTML report that a browser can show.
 *
 * @throws Failure `usage` if there is none
 */
export function pageAmong(paths: readonly string[]): string {
  const page = paths.find((path) => path.endsWith('.html'));
  if (page !== undefined) return pathToFileURL(resolve(page)).href;
  throw new Failure('usage', '--open shows a report. Say where it goes: --report run.html --open');
}
