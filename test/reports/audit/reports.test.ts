import { describe, expect, it } from 'vitest';
import { auditReportFor } from '../../../src/reports/audit/reports.ts';
import { hostileAudit, SAMPLE_AUDITS } from '../../support/audits.ts';
import { ALL_HOSTILE, faultsOf } from '../../support/hostile-text.ts';

const PLACE = { file: 'my-app/package.json' };
const ENDINGS = ['.html', '.sarif', '.xml', '.md'];

describe.each(ENDINGS)('the report %s of an audit', (ending) => {
  const report = auditReportFor(`audit${ending}`);

  it.each(Object.entries(SAMPLE_AUDITS))('says: %s', async (name, events) => {
    const text = (await report(events, PLACE))
      .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/, '')
      .replace(/<style>.*?<\/style>\n/s, '');
    const file = `golden/${name.replaceAll(' ', '-')}${ending}`;
    await expect(Buffer.from(text).toString()).toMatchFileSnapshot(file);
  });

  it('holds nothing that a terminal obeys, or that nobody sees, and no line that is forged', async () => {
    const text = await report(hostileAudit(ALL_HOSTILE), PLACE);
    expect(faultsOf(ending === '.html' ? text.replace(/[\n\r\t]/g, ' ') : text)).toEqual([]);
  });

  it('is refused where the audit did not come to its end', async () => {
    const findings = (SAMPLE_AUDITS['all verdicts'] ?? []).slice(0, -1);
    await expect(report(findings, PLACE)).rejects.toThrow('ends with its totals');
  });
});

it.each(['audit.har', 'audit', '.sarif', ''])('a report to "%s" is wrong usage', (path) => {
  expect(() => auditReportFor(path)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: `No report can be written to "${path}": its name must end in .html, .sarif, .xml, or .md.`,
    }),
  );
});
