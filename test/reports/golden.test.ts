import { describe, expect, it } from 'vitest';
import { reportFor } from '../../src/reports/reports.ts';
import { SAMPLE_RUNS } from '../support/sample-runs.ts';

describe.each(['.html', '.har', '.xml', '.mmd'])('the report %s', (extension) => {
  const report = reportFor(`run${extension}`);

  it.each(Object.entries(SAMPLE_RUNS))('of a run: %s', async (name, events) => {
    const text = await report(events);
    const written = Buffer.from(withoutAssets(text)).toString();
    const file = `golden/${name.replaceAll(' ', '-')}${extension}`;
    await expect(written).toMatchFileSnapshot(file);
  });
});

/** The style and the script are no part of what a run says. */
function withoutAssets(text: string): string {
  return text
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/, '')
    .replace(/<style>.*?<\/style>\n/s, '')
    .replace(/<script>\n?\(.*<\/script>\n/s, '');
}
