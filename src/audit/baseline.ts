import { Failure } from '../failure.ts';
import { isObject, parsedJson } from '../objects.ts';

/**
 * The rules that were broken in an earlier audit, from the output of its `--json`.
 *
 * @param path of the file, for error messages
 * @throws Failure `usage` if the text is not from a complete audit
 */
export function brokenBefore(text: string, path: string): string[] {
  const events = text.split('\n').filter(Boolean).map(parsedJson).filter(isObject);
  if (!events.some(({ type }) => type === 'audit')) {
    throw new Failure('usage', [
      `${path} is not the output of an audit that came to its end. To make one:`,
      '  session-app audit … --json > baseline.json',
    ]);
  }
  return events.flatMap(({ type, rule, verdict }) =>
    type === 'finding' && verdict === 'broken' && typeof rule === 'string' ? [rule] : [],
  );
}
