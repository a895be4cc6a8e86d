import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { savedFlow } from '../../audit/saved-flow.ts';
import type { FindingEvent } from '../../events/audit.ts';
import { errorCode, Failure } from '../../failure.ts';
import { parseFlow } from '../../flows/file.ts';
import { readRegularFile } from '../../regular-file.ts';
import { having } from '../../terminal/audit-words.ts';
import type { Screen } from '../screen.ts';

/** @throws Failure `usage` where a file has the folder's name */
export function checkFlowFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats || stats.isDirectory()) return;
  throw new Failure('usage', `${folder} is no folder. Name another for the flows.`);
}

/**
 * Writes each attack that worked to a folder, as `RULE.json`. A file that is there already is replaced where it is the
 * flow of an earlier audit; any other stays.
 *
 * @throws Failure `cannot-write` where one could not be written; the others are
 */
export function saveFlows(findings: readonly FindingEvent[], folder: string, screen: Screen): void {
  const kept: string[] = [];
  for (const finding of having('broken', findings)) {
    const flow = savedFlow(finding);
    if (!flow) {
      screen.say(`No flow shows what is broken of ${finding.rule}, so none is saved.`);
      continue;
    }
    const path = join(folder, `${finding.rule}.json`);
    const before = whatIsAt(path, finding.rule);
    if (before === 'foreign') {
      kept.push(path);
      continue;
    }
    write(folder, path, `${JSON.stringify(flow, null, 2)}\n`);
    screen.say(`${screen.paint.good(before === 'ours' ? 'Replaced' : 'Wrote')} ${path}`);
  }
  if (kept.length === 0) return;
  throw new Failure(
    'cannot-write',
    `No audit wrote ${kept.join(', ')}, so nothing was saved there. Move it away, or name another folder.`,
  );
}

/** Flows of audits have the name of the rule that their file has. */
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
    writeFileSync(path, text);
  } catch (error) {
    throw new Failure(
      'cannot-write',
      `The flow ${path} cannot be written: the system refused (${errorCode(error)}). Choose another folder.`,
    );
  }
}
