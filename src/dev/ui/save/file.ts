import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { errorCode, Failure } from '../../../failure.ts';
import { parseFlow } from '../../../flows/file/file.ts';
import type { Flow } from '../../../flows/flow.ts';
import { checkWritesToFile } from '../../../regular-file.ts';
import { writeWholeFile } from '../../../whole-file.ts';
import { whyNotWritten } from '../../../why-not-written.ts';

/** Where an app keeps its flows. */
const FOLDER = 'flows';
const SCHEMA = 'node_modules/create-session-app/flow.schema.json';
const NAME = /^[a-z0-9][a-z0-9_-]{0,59}$/i;
/** Device names on Windows, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** @throws Failure `usage` if it cannot be a file name on every system */
export function checkFlowName(name: string): void {
  if (NAME.test(name) && !DEVICES.test(name)) return;
  throw new Failure(
    'usage',
    'A flow’s name has up to 60 letters, digits, - and _, and begins with a letter or a digit: sign-in, for example.',
  );
}

/**
 * A flow as the text of a file. It names the schema for editors if the app has our package.
 *
 * @param directory the app's folder
 * @throws Failure `usage` if the flow reader would refuse it
 */
export function flowText(flow: Flow, directory: string): string {
  const isThere = existsSync(join(directory, SCHEMA));
  const file = { ...(isThere && { $schema: posix.join('..', SCHEMA) }), ...flow };
  const text = `${JSON.stringify(file, null, 2)}\n`;
  parseFlow(text, flow.name);
  return text;
}

/**
 * Writes a flow into the app's folder. An existing file is only replaced if the person has agreed.
 *
 * @returns its path in the app's folder; `isThere` if there is a file of that name, which stays
 * @throws Failure `cannot-write`, or `usage` if there is something other than a file
 */
export function saveFlow(
  flow: Flow,
  directory: string,
  replace: boolean,
): { path: string; isThere?: true } {
  const path = posix.join(FOLDER, `${flow.name}.json`);
  const file = join(directory, FOLDER, `${flow.name}.json`);
  const text = flowText(flow, directory);
  checkWritesToFile(file);
  try {
    mkdirSync(join(directory, FOLDER), { recursive: true });
    if (replace) writeWholeFile(file, text);
    else writeFileSync(file, text, { flag: 'wx' });
    return { path };
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && existsSync(file)) return { path, isThere: true };
    throw new Failure(
      'cannot-write',
      `${path} cannot be written: ${whyNotWritten(errorCode(error))}. Download the flow instead.`,
    );
  }
}
