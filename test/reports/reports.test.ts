import { expect, it } from 'vitest';
import { reportFor } from '../../src/reports/reports.ts';
import { aRun } from '../support/runs.ts';

it.each([
  ['run.html', /^<!doctype html>/],
  ['out/Run.HTML', /^<!doctype html>/],
  ['run.har', /^\{\n {2}"log": \{/],
  ['TEST-run.xml', /^<\?xml version="1\.0"/],
  ['docs/run.mmd', /^sequenceDiagram\n/],
])('a report to %s is of the kind that its extension says', async (path, start) => {
  expect(await reportFor(path)(aRun())).toMatch(start);
});

it.each(['run.pdf', 'run', 'html', '.html', 'run.html.gz', ''])(
  'a report to "%s" is wrong usage, and the message names all that can be written',
  (path) => {
    expect(() => reportFor(path)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: `No report can be written to "${path}": its name must end in .html, .har, .xml, or .mmd.`,
      }),
    );
  },
);

it.each(['.html', '.har', '.xml', '.mmd'])(
  'a report %s of events that have no start is refused',
  async (extension) => {
    const [, ...rest] = aRun();
    await expect(reportFor(`run${extension}`)(rest)).rejects.toThrow('begins with its start event');
  },
);
