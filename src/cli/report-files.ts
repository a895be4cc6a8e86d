import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { checkWritesToFile } from '../regular-file.ts';
import { checkCanBeWritten, writeWholeFile } from '../whole-file.ts';
import { whyNotWritten } from '../why-not-written.ts';
import type { Screen } from './screen.ts';

/** A report to be written. */
export interface ReportFile<Render> {
  path: string;
  render: Render;
}

/**
 * Checks, before anything runs, that a report can be written to a path.
 *
 * @throws Failure `cannot-write` if there is no such folder; `usage` if there is something other than a file
 */
export function reportAt<Render>(path: string, render: Render): ReportFile<Render> {
  if (/[/\\]$/.test(path)) throw cannotWrite(path, 'its name ends as that of a folder');
  if (!existsSync(dirname(path))) throw cannotWrite(path, 'its folder does not exist');
  try {
    checkWritesToFile(path);
    checkCanBeWritten(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw cannotWrite(path, whyNotWritten(errorCode(error)));
  }
  return { path, render };
}

/** Writes reports, and says so. @throws Failure `cannot-write` */
export async function writeReports<Render>(
  reports: ReadonlyArray<ReportFile<Render>>,
  textBy: (render: Render) => Promise<string>,
  screen: Screen,
): Promise<void> {
  for (const { path, render } of reports) {
    const text = await textBy(render);
    try {
      writeWholeFile(path, text);
    } catch (error) {
      throw cannotWrite(path, whyNotWritten(errorCode(error)));
    }
    screen.say(`${screen.paint.good('Wrote')} ${path}`);
  }
}

function cannotWrite(path: string, why: string): Failure {
  return new Failure(
    'cannot-write',
    `The report ${path} cannot be written: ${why}. Choose another place.`,
  );
}
