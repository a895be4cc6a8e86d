import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blobId } from '../../src/create/blob-id.ts';
import { choicesOf, LANGUAGE, MODE, type SiteOptions, STORE } from '../../src/create/options.ts';
import { type PlannedFile, plan as planSite } from '../../src/create/plan.ts';
import { RECORD } from '../../src/project/manifest.ts';

const BASE = {
  directory: 'my-app',
  mode: 'authenticated',
  store: 'memory',
  language: 'typescript',
} as const;

const SITES = choicesOf(LANGUAGE).flatMap((language) =>
  choicesOf(MODE).flatMap((mode) =>
    choicesOf(STORE).map((store) => ({ directory: 'my-app', mode, store, language })),
  ),
);

type Site = (typeof SITES)[number];

/** As from a registry: a path would be another one on each machine. */
function plan(options: SiteOptions): PlannedFile[] {
  return planSite({ ...options, tools: '1.2.3' });
}

/** A snapshot of `.gitignore` must not work as one. */
function snapshotOf(path: string): string {
  return path.replace(/(^|\/)\./, '$1dot-');
}

function folderOf({ mode, store, language }: Site): string {
  return language === 'typescript' ? `${mode}-${store}` : `${mode}-${store}-${language}`;
}

/**
 * Secrets are new each time, so they cannot stand in a snapshot. Nor do ids of files, which say of a change what the file
 * itself says, or the version of each release.
 */
function lasting(contents: string): string {
  return contents
    .replace(/^SESSION_SECRET=.+$/m, 'SESSION_SECRET=<32 random bytes>')
    .replace(/^( +"[^"]+": )"[0-9a-f]{40}"/gm, '$1"<blob id>"')
    .replace(/^( {2}"version": )"[^"]+",\n {2}"options"/m, '$1"<version>",\n  "options"');
}

function contentsOf(files: PlannedFile[]): Map<string, string> {
  return new Map(files.map(({ path, contents }) => [path, lasting(contents)]));
}

describe('the files of a site', () => {
  it('in authenticated mode on the memory store: all of them', async () => {
    for (const [path, contents] of contentsOf(plan(BASE))) {
      await expect(contents).toMatchFileSnapshot(
        `snapshots/authenticated-memory/${snapshotOf(path)}`,
      );
    }
  });

  const others = SITES.filter((site) => folderOf(site) !== folderOf(BASE)).map((site) => {
    // The first site in JavaScript is compared to its like in TypeScript, and all others in JavaScript to that.
    const first = { ...BASE, language: site.language };
    return { ...site, like: folderOf(site) === folderOf(first) ? BASE : first };
  });

  it.each(others)(
    'in $mode mode on the $store store, in $language: those that differ',
    async ({ like, ...site }) => {
      const folder = `snapshots/${folderOf(site)}`;
      const base = contentsOf(plan(like));
      const files = contentsOf(plan(site));
      for (const [path, contents] of files) {
        if (base.get(path) !== contents) {
          await expect(contents).toMatchFileSnapshot(`${folder}/${snapshotOf(path)}`);
        }
      }
      const same = [...files.keys()].filter((path) => base.get(path) === files.get(path));
      await expect(`${same.join('\n')}\n`).toMatchFileSnapshot(
        `${folder}/same-as-${folderOf(like)}.txt`,
      );
    },
  );

  it.each(SITES)('tell tools what they are: $language, $mode, $store', (site) => {
    const manifest = plan(site).find(({ path }) => path === 'package.json')?.contents ?? '{}';
    const { directory: _, ...choices } = site;
    expect(JSON.parse(manifest)['create-session-app']).toEqual(choices);
  });

  it.each(SITES)(
    'record the version, the options, and the id of each: $language, $mode, $store',
    (site) => {
      const files = plan(site);
      const record = JSON.parse(files.find(({ path }) => path === RECORD)?.contents ?? '{}');
      const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
      expect(record).toMatchObject({ version, options: { ...site, packageManager: 'npm' } });
      const recorded = files.filter(({ path }) => path !== RECORD && path !== '.env');
      const ids = recorded.map(({ path, contents }) => [path, blobId(contents)]);
      expect(record.files).toEqual(Object.fromEntries(ids));
    },
  );

  it('are called in the record by the last part of the directory, wherever that is', () => {
    const record = plan({ ...BASE, directory: '/somewhere/else/my-app' });
    expect(contentsOf(record).get(RECORD)).toBe(contentsOf(plan(BASE)).get(RECORD));
  });

  it('are sorted by path, and each comes once', () => {
    const paths = plan(BASE).map(({ path }) => path);
    expect(paths).toEqual([...new Set(paths)].sort());
  });

  it('hold a new secret each time, of 32 bytes, and an example without one', () => {
    const secretIn = (path: string) => {
      const file = plan(BASE).find((planned) => planned.path === path);
      return /^SESSION_SECRET=(.*)$/m.exec(file?.contents ?? '')?.[1] ?? 'missing';
    };
    expect(Buffer.from(secretIn('.env'), 'base64url')).toHaveLength(32);
    expect(secretIn('.env')).not.toBe(secretIn('.env'));
    expect(secretIn('.env.example')).toBe('');
  });

  it.each([
    ['yarn', true],
    ['npm', false],
  ] as const)(
    'by %s are a project of their own for Yarn, with packages where TypeScript finds them: %s',
    (packageManager, expected) => {
      const files = contentsOf(plan({ ...BASE, packageManager }));
      expect(files.get('yarn.lock') === '').toBe(expected);
      expect(files.has('.yarnrc.yml')).toBe(expected);
      expect(files.get('.gitignore')?.includes('.yarn/')).toBe(expected);
    },
  );

  it('leave no placeholder behind', () => {
    for (const { contents } of SITES.flatMap(plan)) expect(contents).not.toMatch(/\{\{\w+\}\}/);
  });

  it('are those of the defaults when only the directory is given', () => {
    expect(contentsOf(plan({ directory: 'my-app' }))).toEqual(
      contentsOf(plan({ ...BASE, store: 'file', packageManager: 'npm' })),
    );
  });
});
