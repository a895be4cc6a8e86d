import type { Capture } from '../flows/flow.ts';
import { own, type Told, told } from '../masking/told.ts';
import type { Exchange } from '../visitor/exchange.ts';
import type { CheckResult } from './check-result.ts';

/** A failed check for each value that a step should have captured, but that was not in the response. */
export function missedBy({ missed = [] }: Exchange): CheckResult[] {
  return missed.map((capture) => ({
    of: 'response',
    what: 'what is captured',
    passed: false,
    expected: placeOf(capture),
    got: own('none'),
  }));
}

function placeOf(capture: Capture): Told {
  if ('header' in capture) return told`a header ${capture.header}`;
  if ('json' in capture) return told`JSON with a value at ${capture.json}`;
  return told`a field of a form called ${capture.field}`;
}
