import { BIN, CLEAN_ENV } from '../../test/support/cli.ts';
import { excerpt } from './excerpt.ts';
import { type Line, record, screenOf } from './terminal.ts';

/** The report that it writes. */
export const REPORT = 'run.html';
const ARGS = ['simulate', '--mode', 'anonymous', '--report', REPORT];

const TYPED: Line[] = [
  [
    { column: 0, text: '$', bold: false, color: 'quiet' },
    { column: 2, text: `npx session-app ${ARGS.join(' ')}`, bold: false, color: 'text' },
  ],
  [],
];

/** Where a session begins, where its id changes, and what a stolen one is worth in the end. */
const STEPS = ['the home page', 'username=', 'the old cookie again'];

/**
 * Goes through the built-in site, really and now.
 *
 * @param cwd where its report goes
 * @returns what the terminal shows, cut to the steps that say most
 */
export async function simulate(cwd: string): Promise<Line[]> {
  const place = { cwd, env: CLEAN_ENV };
  const output = await record(process.execPath, [BIN['session-app'], ...ARGS], place);
  return [...TYPED, ...excerpt(await screenOf(output), STEPS)];
}
