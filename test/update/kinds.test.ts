import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { create } from '../../src/create/create.ts';
import {
  choicesOf,
  LANGUAGE,
  MODE,
  type SiteOptions,
  STORE,
  type Store,
} from '../../src/create/options.ts';
import { plan } from '../../src/create/plan.ts';
import { RECORD } from '../../src/project/manifest.ts';
import { ROOT } from '../../src/root.ts';
import { updateBy } from '../../src/update/update.ts';
import { changesLater, LATER, LATER_VERSION, makeLaterVersion } from '../support/later-version.ts';
import { commitAll } from '../support/repository.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';
import { EDITS, lostOf, makeEdits, pathIn, type TypicalEdit } from '../support/typical-edits.ts';

const KINDS = choicesOf(LANGUAGE).flatMap((language) =>
  choicesOf(MODE).flatMap((mode) => choicesOf(STORE).map((store) => ({ language, mode, store }))),
);

type Kind = (typeof KINDS)[number];

const folder = makeFolder();
const later = makeLaterVersion(folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** A site that is committed as it was made, and then with edits. */
async function editedSite(kind: Kind, edits: readonly TypicalEdit[]): Promise<string> {
  const directory = join(scratchFolder(), 'my-app');
  await create({ directory, ...kind });
  commitAll(directory);
  makeEdits(directory, kind.language, edits);
  commitAll(directory);
  return directory;
}

/** Path → contents of all that is in a site, but for what git keeps. */
function contentsOf(directory: string): Map<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const places = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((place) => !place.startsWith(join(directory, '.git/')));
  return new Map(
    places.map((place) => [place.slice(directory.length + 1), readFileSync(place, 'utf8')]),
  );
}

/** The same as it would be made, with the secret of the site that is there. */
function madeNow(options: SiteOptions, root: URL, directory: string): Map<string, string> {
  const env = readFileSync(join(directory, '.env'), 'utf8');
  const files = plan({ ...options, root });
  return new Map(
    files.map(({ path, contents }) => [path, path === '.env' ? env : contents] as const),
  );
}

/** All places that an edit touches. */
function touchedBy(edits: readonly TypicalEdit[], kind: Kind): Set<string> {
  const paths = edits.flatMap(({ leaves, gone = [], crlf = [] }) => [
    ...leaves.map(([path]) => path),
    ...gone,
    ...crlf,
  ]);
  return new Set([...paths, 'test/pages.test.ts'].map((path) => pathIn(kind.language, path)));
}

function sorted(files: Map<string, string>): Array<[string, string]> {
  return [...files].sort(([one], [other]) => (one < other ? -1 : 1));
}

describe('from this version to a later one', () => {
  it.each(KINDS)('untouched, as the later one makes it: $language, $mode, $store', async (kind) => {
    const directory = await editedSite(kind, []);
    const { from, to, files, changes } = await updateBy(later, { directory });
    expect([from.version, to.version]).toEqual([
      expect.not.stringMatching(LATER_VERSION),
      LATER_VERSION,
    ]);
    expect(new Set(files.map(({ action }) => action))).toEqual(
      new Set(['added', 'removed', 'replaced']),
    );
    expect(changes.map(({ kind: heading }) => heading)).toEqual(['Security', 'Changed']);
    const made = madeNow({ directory: 'my-app', ...kind }, later, directory);
    expect(sorted(contentsOf(directory))).toEqual(sorted(made));
    expect(await updateBy(later, { directory })).toMatchObject({ upToDate: true, files: [] });
  });

  it.each(KINDS)(
    'with ten typical edits, all of them are kept: $language, $mode, $store',
    async (kind) => {
      const directory = await editedSite(kind, EDITS);
      const env = readFileSync(join(directory, '.env'), 'utf8');
      const { files } = await updateBy(later, { directory });
      expect(files.filter(({ action }) => action === 'conflict')).toEqual([]);
      expect(lostOf(directory, kind.language, EDITS)).toEqual([]);
      expect(readFileSync(join(directory, '.env'), 'utf8')).toBe(env);
      // What is new is there as well, in each file that there is.
      const contents = contentsOf(directory);
      contents.delete('views/team.eta');
      for (const [path, text] of contents) {
        if (changesLater(path)) expect(text, path).toContain(LATER);
      }
      const touched = touchedBy(EDITS, kind);
      const made = madeNow({ directory: 'my-app', ...kind }, later, directory);
      for (const [path, text] of made)
        if (!touched.has(path)) expect(contents.get(path), path).toBe(text);
      expect(JSON.parse(contents.get('package.json') ?? '').dependencies).toMatchObject({
        'cookie-parser': '^1.4.7',
        eta: '^4.99.0',
      });
      expect(existsSync(join(directory, pathIn(kind.language, 'test/users.test.ts')))).toBe(false);
      expect(files).toContainEqual({
        path: pathIn(kind.language, 'src/security/headers.ts'),
        action: 'merged',
        from: pathIn(kind.language, 'src/http/headers.ts'),
      });
    },
  );

  it.each(EDITS)('with $name alone', async (edit) => {
    const kind = { language: 'typescript', mode: 'anonymous', store: 'file' } as const;
    const edits = [edit];
    const directory = await editedSite(kind, edits);
    const { files } = await updateBy(later, { directory });
    expect(files.filter(({ action }) => action === 'conflict')).toEqual([]);
    expect(lostOf(directory, kind.language, edits)).toEqual([]);
  });
});

/** The templates are the same in both languages but for types: of one, a store is enough. */
const SWITCHES = choicesOf(LANGUAGE).flatMap((language) =>
  (language === 'javascript' ? (['file'] as const) : choicesOf(STORE)).flatMap((from) =>
    choicesOf(STORE)
      .filter((to) => to !== from)
      .map((to): { language: Kind['language']; from: Store; to: Store } => ({
        language,
        from,
        to,
      })),
  ),
);

describe('from one choice to another, in the same version', () => {
  it.each(SWITCHES)(
    'the ten edits are kept: $language, $from to $to',
    async ({ language, from, to }) => {
      const kind = { language, mode: 'authenticated', store: from } as const;
      const directory = await editedSite(kind, EDITS);
      const { files } = await updateBy(ROOT, { directory, store: to });
      expect(files.filter(({ action }) => action === 'conflict' || action === 'kept')).toEqual([]);
      expect(lostOf(directory, language, EDITS)).toEqual([]);
      const touched = touchedBy(EDITS, kind);
      const made = madeNow({ directory: 'my-app', ...kind, store: to }, ROOT, directory);
      const contents = contentsOf(directory);
      const ignores = ['.gitignore', '.dockerignore'];
      for (const [path, text] of made) {
        if (!touched.has(path) && !ignores.includes(path))
          expect(contents.get(path), path).toBe(text);
      }
      const expected = new Set([...made.keys(), ...touched]);
      expect([...contents.keys()].filter((path) => !expected.has(path))).toEqual([]);
      // Sessions that still lie there are not to be committed.
      if (from === 'file') expect(contents.get('.gitignore')).toContain('.sessions/');
      expect(JSON.parse(contents.get(RECORD) ?? '').options.store).toBe(to);
      expect(JSON.parse(contents.get('package.json') ?? '')['create-session-app'].store).toBe(to);
    },
  );

  it('of modes as well, and there and back again is where it was', async () => {
    const kind = { language: 'typescript', mode: 'authenticated', store: 'memory' } as const;
    const directory = await editedSite(kind, []);
    const before = sorted(contentsOf(directory));
    await updateBy(ROOT, { directory, mode: 'anonymous', store: 'redis' });
    commitAll(directory);
    await updateBy(ROOT, { directory, mode: 'authenticated', store: 'memory' });
    expect(sorted(contentsOf(directory))).toEqual(before);
  });

  it('says which lines .env needs, and shows nothing that stands in it', async () => {
    const kind = { language: 'typescript', mode: 'authenticated', store: 'file' } as const;
    const directory = await editedSite(kind, []);
    const { settings } = await updateBy(ROOT, { directory, store: 'redis', dryRun: true });
    expect(settings).toEqual(['REDIS_URL=redis://127.0.0.1:6379', '# REDIS_PREFIX=my-app:sess:']);
  });
});
