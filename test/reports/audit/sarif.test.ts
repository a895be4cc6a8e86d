import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../../src/reports/audit/sarif.ts';
import { SAMPLE_AUDITS } from '../../support/audits.ts';

const isSarif = schemaOfSarif();

/** It is written for an earlier draft of JSON Schema, and uses nothing that has changed but the name of its own name. */
function schemaOfSarif() {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _, id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile({ ...schema, $id: id });
}

function sarifOf(name: string, file = 'my app/package.json'): Log {
  return JSON.parse(renderSarif(SAMPLE_AUDITS[name] ?? [], { file }));
}

function resultsOf(log: Log): Result[] {
  return log.runs[0]?.results ?? [];
}

describe('SARIF', () => {
  it.each(Object.keys(SAMPLE_AUDITS))('keeps to the schema of 2.1.0: %s', (name) => {
    const log = sarifOf(name);
    isSarif(log);
    expect(isSarif.errors ?? []).toEqual([]);
    expect(isSarif({ ...log, version: '2.0.0' })).toBe(false);
  });

  it('has a result for what is broken, and for nothing else', () => {
    expect(resultsOf(sarifOf('all verdicts')).map(({ ruleId }) => ruleId)).toEqual([
      'next-stays-on-site',
      'id-renewed',
      'csp',
    ]);
    expect(resultsOf(sarifOf('nothing broken'))).toEqual([]);
  });

  it('has of each result what code scanning asks for: a place, a fingerprint, a rule with a severity and tags', () => {
    const log = sarifOf('all verdicts');
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    for (const { locations, partialFingerprints, ruleId, ruleIndex = -1 } of resultsOf(log)) {
      expect(locations?.[0]?.physicalLocation).toEqual({
        artifactLocation: { uri: 'my%20app/package.json' },
        region: { startLine: 1 },
      });
      expect(partialFingerprints?.primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:1$/);
      expect(rules[ruleIndex]?.id).toBe(ruleId);
    }
    expect(rules.find(({ id }) => id === 'id-renewed')).toMatchObject({
      help: { text: expect.stringContaining('Fix: Call req.session.regenerate()') },
      defaultConfiguration: { level: 'error' },
      properties: {
        'security-severity': '8.0',
        tags: ['security', 'external/cwe/cwe-384', 'external/asvs/7.2.4'],
      },
    });
  });

  it('has the same fingerprint for the same rule in the next run, and another for another rule', () => {
    const prints = () =>
      resultsOf(sarifOf('all verdicts')).map(
        (one) => one.partialFingerprints?.primaryLocationLineHash,
      );
    expect(prints()).toEqual(prints());
    expect(new Set(prints()).size).toBe(3);
  });

  it('says what the baseline knew', () => {
    expect(
      resultsOf(sarifOf('known and new')).map(({ ruleId, baselineState }) => [
        ruleId,
        baselineState,
      ]),
    ).toEqual([
      ['csp', 'new'],
      ['id-renewed', 'unchanged'],
    ]);
  });
});
