import { describe, expect, it } from 'vitest';
import { mergeJson } from '../../src/create/json.ts';

const merged = (lower: object, upper: object) =>
  mergeJson(JSON.stringify(lower), JSON.stringify(upper));

describe('two pieces of package.json', () => {
  it('merge deeply, with their inner keys sorted', () => {
    expect(
      merged({ name: 'site', dependencies: { express: '5' } }, { dependencies: { eta: '4' } }),
    ).toBe(
      `{
  "name": "site",
  "dependencies": {
    "eta": "4",
    "express": "5"
  }
}
`,
    );
  });

  it('may say the same thing twice', () => {
    expect(merged({ type: 'module' }, { type: 'module' })).toContain('"type": "module"');
  });

  it('must not disagree', () => {
    expect(() => merged({ scripts: { dev: 'a' } }, { scripts: { dev: 'b' } })).toThrow(
      'Two templates disagree on scripts.dev: "a" and "b"',
    );
  });
});
