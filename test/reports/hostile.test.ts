import { describe, expect, it } from 'vitest';
import { reportFor } from '../../src/reports/reports.ts';
import { ALL_HOSTILE, faultsOf, HOSTILE_TEXT } from '../support/hostile-text.ts';
import { hostileRun } from '../support/sample-runs.ts';

describe.each(['run.html', 'run.har', 'run.xml', 'run.mmd'])('the report %s', (path) => {
  it('holds nothing that a terminal obeys, or that nobody sees, and no line that is forged', async () => {
    const text = await reportFor(path)(hostileRun(ALL_HOSTILE));
    // A page shows texts in boxes of their own, with their line breaks.
    expect(faultsOf(path === 'run.html' ? text.replace(/[\n\r\t]/g, ' ') : text)).toEqual([]);
  });

  it('still tells what was there', async () => {
    const esc = HOSTILE_TEXT.find((text) => text.includes('\u009b')) ?? '';
    const text = await reportFor(path)(hostileRun(esc));
    expect(text).toMatch(path === 'run.html' ? /\ufffd/ : path === 'run.mmd' ? /a b/ : /\\u009b/);
  });
});
