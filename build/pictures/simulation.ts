import { BIN, CLEAN_ENV } from '../../test/support/cli.ts';
import { excerpt } from './excerpt.ts';
import { type Line, record, screenOf } from './terminal.ts';

export const REPORT = 'run.html';
const ARGS = ['simulate', '--mode', 'anonymous', '--report', REPORT];

const TYPED: Line[] = [
  [
    { column: 0, text: '$', bold: false, color: 'quiet' },
    { column: 2, text: `npx session-app ${ARGS.join(' ')}`, bold: false, color: 'text' },
  ],
  [],
];

/** The start of a session, the change of its id, and the attempt with a stolen cookie at the end. */
const STEPS = ['the home page', 'username=', 'the old cookie again'];

/**
 * Runs a simulation of the built-in site.
 *
 * @param cwd the folder for its report
 * @returns the terminal's lines, cut to the most interesting steps
 */
export async function simulate(cwd: string): Promise<Line[]> {
  const place = { cwd, env: CLEAN_ENV };
  const output = await record(process.execPath, [BIN['session-app'], ...ARGS], place);
  return [...TYPED, ...excerpt(await screenOf(output), STEPS)];
}
