import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changesIn, changesSince, isSecurity } from '../../src/update/changelog.ts';
import { compareVersions, laterRange } from '../../src/update/versions.ts';

const CHANGELOG = `# Changelog

All of it.

## [Unreleased]

### Added

- What comes next.

## [1.10.0] - 2026-03-01

### Security

- A fault is mended
  in two lines.

### Changed

- Something.
* Something else.

## [1.2.0]

### Security

- An older fault.
`;

describe('the changelog', () => {
  it('of this package is read whole', () => {
    const text = readFileSync('CHANGELOG.md', 'utf8');
    const changes = changesIn(text);
    expect(changes.length).toBe(text.match(/^- /gm)?.length);
    for (const { version, kind, text: line } of changes) {
      expect(version).toMatch(/^(Unreleased|\d+\.\d+\.\d+)$/);
      // What https://keepachangelog.com knows: --check goes by one of them.
      expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(kind);
      expect(line).toMatch(/\.$/);
    }
  });

  it('is lines with a version and a kind', () => {
    expect(
      changesIn(CHANGELOG).map(({ version, kind, text }) => `${version} ${kind} ${text}`),
    ).toEqual([
      'Unreleased Added What comes next.',
      '1.10.0 Security A fault is mended in two lines.',
      '1.10.0 Changed Something.',
      '1.10.0 Changed Something else.',
      '1.2.0 Security An older fault.',
    ]);
  });

  it.each(['- a line under nothing', '## [1.0.0]\n\n- a line under no kind'])(
    'that says %j is refused',
    (text) => {
      expect(() => changesIn(text)).toThrow('No version or kind of change');
    },
  );

  it.each([
    ['1.1.0', '1.10.0', false, ['An older fault.', 'A fault is mended in two lines.']],
    ['1.2.0', '1.10.0', false, ['A fault is mended in two lines.']],
    ['1.2.0', '1.9.0', false, []],
    ['1.10.0', '1.10.0', false, []],
  ] as const)('from %s to %s has the security fixes %j %j', (from, to, unreleased, texts) => {
    const changes = changesSince(changesIn(CHANGELOG), from, to, unreleased).filter(isSecurity);
    expect(changes.map(({ text }) => text)).toEqual(texts);
  });

  it('counts what no release has yet only where that is asked for, and last', () => {
    const texts = (unreleased: boolean) =>
      changesSince(changesIn(CHANGELOG), '1.2.0', '1.10.0', unreleased).map(({ text }) => text);
    expect(texts(true)).toEqual([...texts(false), 'What comes next.']);
  });
});

describe('versions', () => {
  it('are in this order', () => {
    // The one of https://semver.org/#spec-item-11, and numbers that are longer.
    const order = [
      ...[
        '0.9.0',
        '1.0.0-alpha',
        '1.0.0-alpha.1',
        '1.0.0-alpha.beta',
        '1.0.0-beta',
        '1.0.0-beta.2',
      ],
      ...['1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.2.0', '1.10.0', '2.0.0'],
    ];
    expect(order.toReversed().sort(compareVersions)).toEqual(order);
  });

  it.each([
    ['^5.3.0', '^5.4.0', '^5.4.0'],
    ['^5.10.0', '^5.9.9', '^5.10.0'],
    ['5.3.0', '^5.3.0', '5.3.0'],
    ['^5.3.0', 'file:/checkout', undefined],
    ['>=5', '^5.3.0', undefined],
    ['latest', '^5.3.0', undefined],
  ])('of %s and %s, %s is the later range', (one, other, later) => {
    expect(laterRange(one, other)).toBe(later);
  });
});
