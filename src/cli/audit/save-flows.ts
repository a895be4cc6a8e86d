import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';
import { parseFlow } from '../../flows/file/file.ts';
import type { Flow } from '../../flows/flow.ts';
import { readRegularFile } from '../../regular-file.ts';
import type { RuleId } from '../../rules/rules.ts';
import { checkTakesFiles, writeWholeFile } from '../../whole-file.ts';
import { whyNotWritten } from '../../why-not-written.ts';
import type { Screen } from '../screen.ts';

/** @throws Failure `usage` if there is a file with the folder's name */
export function checkFlowFolder(folder: string): void {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) {
      throw new Failure('usage', `${folder} is not a folder. Name another one for the flows.`);
    }
    checkTakesFiles(folder);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'cannot-write',
      `No flow can be written to ${folder}: ${whyNotWritten(errorCode(error))}. Choose another folder.`,
    );
  }
}

/**
 * Writes each attack that worked to a folder, as `RULE.json`. An existing file is replaced if an earlier audit wrote
 * it; any other file stays. A rule that is broken without such an attack is named.
 *
 * @param broken the rules that are broken
 * @throws Failure `cannot-write` if one could not be written; the others are written
 */
export function saveFlows(
  flows: readonly Flow[],
  broken: readonly RuleId[],
  folder: string,
  screen: Screen,
): void {
  const kept: string[] = [];
  const written: string[] = [];
  for (const flow of flows) {
    const path = join(folder, `${flow.name}.json`);
    const before = whatIsAt(path, flow.name);
    if (before === 'foreign') {
      kept.push(path);
      continue;
    }
    write(folder, path, `${JSON.stringify(flow, null, 2)}\n`);
    written.push(path);
    screen.say(`${screen.paint.good(before === 'ours' ? 'Replaced' : 'Wrote')} ${path}`);
  }
  const [first] = written;
  if (first !== undefined) {
    screen.say(`To check a fix, give simulate the same options, and --flow ${first}`);
  }
  const without = broken.filter((rule) => flows.every(({ name }) => name !== rule));
  if (without.length > 0) {
    screen.say(`No flow shows ${without.join(', ')}: to check a fix of that, run the audit again.`);
  }
  if (kept.length === 0) return;
  throw new Failure(
    'cannot-write',
    `Not written by an audit, and so not replaced: ${kept.join(', ')}. Move these files away, or name another folder.`,
  );
}

/** A flow of an audit has the name of its rule, as its file has. */
function whatIsAt(path: string, rule: string): 'nothing' | 'ours' | 'foreign' {
  try {
    return parseFlow(readRegularFile(path), path).name === rule ? 'ours' : 'foreign';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'nothing' : 'foreign';
  }
}

/** @throws Failure `cannot-write` */
function write(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeWholeFile(path, text);
  } catch (error) {
    throw new Failure(
      'cannot-write',
      `The flow ${path} cannot be written: ${whyNotWritten(errorCode(error))}. Choose another folder.`,
    );
  }
}
