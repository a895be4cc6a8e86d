import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { create } from '../../src/create/create.ts';
import { RECORD } from '../../src/project/manifest.ts';
import { ROOT } from '../../src/root.ts';
import { missingFixes } from '../../src/update/check.ts';
import type { UpdateOptions } from '../../src/update/options.ts';
import { updateBy } from '../../src/update/update.ts';
import { LATER, LATER_VERSION, makeLaterPackage } from '../support/later-version.ts';
import { commitAll, git } from '../support/repository.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';

const folder = makeFolder();
makeLaterPackage(folder);
const later = pathToFileURL(`${folder}/`);
afterAll(() => rmSync(folder, { recursive: true }));

/** A committed site with what somebody has done to it, committed as well. */
async function siteWith(edit: (at: (path: string) => string) => void): Promise<string> {
  const directory = join(scratchFolder(), 'my-app');
  await create({ directory, store: 'memory' });
  commitAll(directory);
  edit((path) => join(directory, path));
  commitAll(directory);
  return directory;
}

function read(directory: string, path: string): string {
  return readFileSync(join(directory, path), 'utf8');
}

/** What became of one path. */
async function outcomeOf(directory: string, path: string, root = later) {
  const { files } = await updateBy(root, { directory });
  return files.find((file) => file.path === path);
}

function append(place: string, text: string): void {
  writeFileSync(place, readFileSync(place, 'utf8') + text);
}

describe('what both have changed', () => {
  it('is marked as git marks it, with both in it', async () => {
    const directory = await siteWith((at) => append(at('src/errors.ts'), '// Mine.\n'));
    const outcome = await outcomeOf(directory, 'src/errors.ts');
    expect(outcome).toMatchObject({ action: 'conflict', why: 'marked in 1 place' });
    expect(read(directory, 'src/errors.ts')).toContain(
      `<<<<<<< yours\n// Mine.\n=======\n// ${LATER}\n>>>>>>> create-session-app ${LATER_VERSION}\n`,
    );
  });

  it('in the style that the person has told git', async () => {
    const directory = await siteWith((at) => append(at('src/errors.ts'), '// Mine.\n'));
    git(directory, 'config', 'merge.conflictStyle', 'diff3');
    await updateBy(later, { directory });
    expect(read(directory, 'src/errors.ts')).toMatch(/^\|{7} create-session-app 0\.1\.0$/m);
  });

  it('keeps its line ends', async () => {
    const directory = await siteWith((at) => {
      append(at('src/errors.ts'), '// Mine.\n');
      writeFileSync(
        at('src/errors.ts'),
        readFileSync(at('src/errors.ts'), 'utf8').replaceAll('\n', '\r\n'),
      );
    });
    await updateBy(later, { directory });
    const text = read(directory, 'src/errors.ts');
    expect(text).toContain('\r\n<<<<<<< yours\r\n// Mine.\r\n');
    expect(text).not.toMatch(/(?<!\r)\n/);
  });

  it('in package.json stays the person’s, and is told', async () => {
    const directory = await siteWith((at) => {
      const text = readFileSync(at('package.json'), 'utf8');
      writeFileSync(at('package.json'), text.replace(/"eta": ".*?"/, '"eta": "github:me/eta"'));
    });
    expect(await outcomeOf(directory, 'package.json')).toMatchObject({
      action: 'conflict',
      why: `dependencies.eta stays "github:me/eta", where create-session-app ${LATER_VERSION} has "^4.99.0"`,
    });
    expect(JSON.parse(read(directory, 'package.json')).dependencies.eta).toBe('github:me/eta');
  });

  it('is a file of the same name', async () => {
    const directory = await siteWith((at) => writeFileSync(at('public/later.txt'), 'mine\n'));
    expect(await outcomeOf(directory, 'public/later.txt')).toMatchObject({
      action: 'conflict',
      why: 'marked in 1 place: you have a file of the same name',
    });
    expect(read(directory, 'public/later.txt')).toMatch(/\nmine\n=======\n/);
  });
});

describe('what is no text of the site’s is left as it is:', () => {
  it('a binary file', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0, 0xff, 0x0d, 0x0a]);
    const directory = await siteWith((at) => writeFileSync(at('public/style.css'), bytes));
    expect(await outcomeOf(directory, 'public/style.css')).toMatchObject({
      action: 'conflict',
      why: 'it is no text, so yours is kept',
    });
    expect(readFileSync(join(directory, 'public/style.css'))).toEqual(bytes);
  });

  it('a text that is not UTF-8, but for what is new', async () => {
    const mine = Buffer.from('/* Sch\xf6n */\n', 'latin1');
    const directory = await siteWith((at) =>
      writeFileSync(
        at('public/style.css'),
        Buffer.concat([mine, readFileSync(at('public/style.css'))]),
      ),
    );
    expect(await outcomeOf(directory, 'public/style.css')).toMatchObject({ action: 'merged' });
    const bytes = readFileSync(join(directory, 'public/style.css'));
    expect(bytes.subarray(0, mine.length)).toEqual(mine);
    expect(bytes.toString()).toContain(LATER);
  });

  it('a link, and what is behind a linked folder', async () => {
    const directory = await siteWith((at) => {
      renameSync(at('views'), at('../pages'));
      symlinkSync('../pages', at('views'));
      renameSync(at('src/errors.ts'), at('../errors.ts'));
      symlinkSync('../../errors.ts', at('src/errors.ts'));
    });
    const { files } = await updateBy(later, { directory });
    const conflicts = files.filter(({ action }) => action === 'conflict');
    expect(conflicts.map(({ path }) => path)).toContain('views/home.eta');
    expect(conflicts).toContainEqual({
      path: 'src/errors.ts',
      action: 'conflict',
      why: 'src/errors.ts is a link, so it is left alone; there is a new version of it',
    });
    expect(readlinkSync(join(directory, 'views'))).toBe('../pages');
    expect(read(directory, '../pages/home.eta')).not.toContain(LATER);
    expect(read(directory, '../errors.ts')).not.toContain(LATER);
  });
});

describe('files that somebody has', () => {
  it('deleted stay so; changed, and no longer made, stay as well; permissions stay', async () => {
    const directory = await siteWith((at) => {
      rmSync(at('views/about.eta'));
      append(at('test/users.test.ts'), '// Mine.\n');
      chmodSync(at('src/dev.ts'), 0o775);
    });
    const { files } = await updateBy(later, { directory });
    const seen = files.filter(({ action }) => ['deleted', 'kept'].includes(action));
    expect(seen).toEqual([
      {
        path: 'test/users.test.ts',
        action: 'kept',
        why: `create-session-app ${LATER_VERSION} no longer has it, and you have changed it`,
      },
      {
        path: 'views/about.eta',
        action: 'deleted',
        why: `create-session-app ${LATER_VERSION} has changed it, and you have deleted it`,
      },
    ]);
    expect(existsSync(join(directory, 'views/about.eta'))).toBe(false);
    expect(read(directory, 'test/users.test.ts')).toContain('// Mine.');
    expect(statSync(join(directory, 'src/dev.ts')).mode & 0o777).toBe(0o775);
    expect(read(directory, 'src/dev.ts')).toContain(LATER);
  });

  it('changed follow where the new version has moved them', async () => {
    const root = scratchFolder();
    makeLaterPackage(root);
    renameSync(
      join(root, 'templates/base/src/errors.ts'),
      join(root, 'templates/base/src/faults.ts'),
    );
    const moved = pathToFileURL(`${root}/`);
    const directory = await siteWith((at) => {
      const text = readFileSync(at('src/errors.ts'), 'utf8');
      writeFileSync(at('src/errors.ts'), `// Mine.\n${text}`);
    });
    expect(await outcomeOf(directory, 'src/faults.ts', moved)).toEqual({
      path: 'src/faults.ts',
      action: 'merged',
      from: 'src/errors.ts',
    });
    expect(read(directory, 'src/faults.ts')).toMatch(/^\/\/ Mine\./);
    expect(read(directory, 'src/faults.ts')).toContain(LATER);
    expect(existsSync(join(directory, 'src/errors.ts'))).toBe(false);
  });

  it('written into the record stay there', async () => {
    const directory = await siteWith((at) => {
      const record = JSON.parse(readFileSync(at(RECORD), 'utf8'));
      writeFileSync(at(RECORD), JSON.stringify({ note: 'mine', ...record }, null, '\t'));
      chmodSync(at(RECORD), 0o600);
      // Some keep their secrets behind a pipe; no update reads from it.
      rmSync(at('.env'));
      execFileSync('mkfifo', [at('.env')]);
    });
    await updateBy(later, { directory });
    expect(statSync(join(directory, RECORD)).mode & 0o777).toBe(0o600);
    expect(read(directory, RECORD)).toMatch(/^\{\n\t"note": "mine",\n\t"version": "99\.0\.0",/);
  });
});

/** What a site is like that cannot be updated, and what is said. */
const REFUSED: Array<
  [
    what: string,
    edit: (at: (path: string) => string) => void,
    options: UpdateOptions,
    code: string,
    text: RegExp,
  ]
> = [
  [
    'a changed file',
    (at) => append(at('src/app.ts'), '// Mine.\n'),
    {},
    'uncommitted',
    /not committed: src\/app\.ts\. Commit or stash/,
  ],
  [
    'a file that git does not know, where one is to be written',
    (at) => writeFileSync(at('public/later.txt'), 'mine'),
    {},
    'uncommitted',
    /not committed: public\/later\.txt\./,
  ],
  [
    'a file where git still knows a folder',
    (at) => {
      mkdirSync(at('src/extra'));
      writeFileSync(at('src/extra/mine.ts'), '// Mine.\n');
      commitAll(at('.'));
      rmSync(at('src/extra'), { recursive: true });
      writeFileSync(at('src/extra'), '// Mine.\n');
      rmSync(at('src/errors.ts'));
    },
    {},
    'uncommitted',
    /not committed: .*src\/extra\/mine\.ts/,
  ],
  [
    'a sparse checkout without a file that is to change',
    (at) => git(at('.'), 'sparse-checkout', 'set', '--no-cone', '/*', '!/src/errors.ts'),
    {},
    'uncommitted',
    /leaves out src\/errors\.ts, .*git sparse-checkout disable/s,
  ],
  [
    'a link in the place of the record',
    (at) => {
      renameSync(at(RECORD), at('record.json'));
      symlinkSync('record.json', at(RECORD));
      commitAll(at('.'));
    },
    {},
    'no-record',
    /create-session-app\.json is a link\. Put the file itself in its place/,
  ],
  ['a file in --from', () => {}, { from: 'package.json' }, 'usage', /no folder package\.json/],
  [
    'no repository',
    (at) => rmSync(at('.git'), { recursive: true }),
    {},
    'uncommitted',
    /is in no git repository/,
  ],
  [
    'no commit',
    (at) => {
      rmSync(at('.git'), { recursive: true });
      git(at('.'), 'init', '--quiet');
    },
    {},
    'uncommitted',
    /Nothing is committed yet/,
  ],
  [
    'no record',
    (at) => rmSync(at(RECORD)),
    {},
    'no-record',
    /has no create-session-app\.json.*--from/s,
  ],
  [
    'no site',
    (at) => {
      rmSync(at(RECORD));
      writeFileSync(at('package.json'), '{}');
    },
    {},
    'no-record',
    /is no site that create-session-app has made/,
  ],
  [
    'a record with marks of a conflict',
    (at) => writeFileSync(at(RECORD), `<<<<<<<\n${readFileSync(at(RECORD), 'utf8')}`),
    {},
    'no-record',
    /is not as create-session-app writes it/,
  ],
  [
    'a record of a later version',
    (at) =>
      writeFileSync(at(RECORD), readFileSync(at(RECORD), 'utf8').replace('"0.1.0"', '"100.0.0"')),
    {},
    'usage',
    /was made by version 100\.0\.0.*npx create-session-app@latest update/s,
  ],
  [
    '--from that is not there',
    (at) => {
      append(at('src/errors.ts'), 'x');
      rmSync(at('.git'), { recursive: true });
      writeFileSync(
        at(RECORD),
        readFileSync(at(RECORD), 'utf8').replace(/("src\/errors\.ts": ")\w{4}/, '$10000'),
      );
    },
    { from: '/nowhere' },
    'usage',
    /There is no folder \/nowhere/,
  ],
];

describe('nothing is changed, and it is said why, where there is', () => {
  it.each(REFUSED)('%s', async (_, edit, options, code, text) => {
    const directory = await siteWith(() => {});
    edit((path) => join(directory, path));
    const before = execFileSync('tar', ['-c', '--sort=name', '.'], {
      cwd: directory,
      maxBuffer: 1e9,
    });
    const failed = updateBy(later, { directory, ...options });
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(text) });
    const after = execFileSync('tar', ['-c', '--sort=name', '.'], {
      cwd: directory,
      maxBuffer: 1e9,
    });
    expect(after.equals(before)).toBe(true);
  });

  it('with --force, it is done all the same', async () => {
    const directory = await siteWith(() => {});
    rmSync(join(directory, '.git'), { recursive: true });
    writeFileSync(
      join(directory, 'src/errors.ts'),
      `// Mine.\n${read(directory, 'src/errors.ts')}`,
    );
    await updateBy(later, { directory, force: true, from: process.cwd() });
    expect(read(directory, 'src/errors.ts')).toMatch(
      /^\/\/ Mine\.[\s\S]*Changed in the later version\.\n$/,
    );
  });

  it('an untracked file elsewhere is in nobody’s way', async () => {
    const directory = await siteWith(() => {});
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    const { files } = await updateBy(later, { directory });
    expect(files.length).toBeGreaterThan(50);
  });
});

/** Each is what a stranger's repository may hold. */
const HOSTILE: Array<
  [
    what: string,
    change: (record: { version: string; options: object; files: Record<string, string> }) => void,
  ]
> = [
  [
    'a path that leads out',
    (record) =>
      Object.assign(record.files, { '../planted': 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' }),
  ],
  [
    'a path of git’s',
    (record) =>
      Object.assign(record.files, { '.GIT/hooks/x': 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' }),
  ],
  [
    'an absolute path',
    (record) =>
      Object.assign(record.files, { '/etc/passwd': 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' }),
  ],
  [
    'a version that is a word of a command line',
    (record) => Object.assign(record, { version: '1.0.0 --eval' }),
  ],
  [
    'a directory that leads elsewhere',
    (record) => Object.assign(record.options, { directory: '../other' }),
  ],
  ['a store that there is not', (record) => Object.assign(record.options, { store: 'mysql' })],
];

describe('a record is not followed where it has', () => {
  it.each(HOSTILE)('%s', async (_, change) => {
    const directory = await siteWith((at) => {
      const record = JSON.parse(readFileSync(at(RECORD), 'utf8'));
      change(record);
      writeFileSync(at(RECORD), JSON.stringify(record));
    });
    await expect(updateBy(later, { directory })).rejects.toMatchObject({ code: 'no-record' });
  });

  it('accounts, settings or sessions: they stay', async () => {
    const directory = await siteWith((at) => {
      const record = JSON.parse(readFileSync(at(RECORD), 'utf8'));
      for (const path of ['users.json', '.env', '.sessions/record']) {
        mkdirSync(at('.sessions'), { recursive: true });
        writeFileSync(at(path), '');
        record.files[path] = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
      }
      writeFileSync(at(RECORD), JSON.stringify(record));
    });
    await updateBy(later, { directory });
    for (const path of ['users.json', '.env', '.sessions/record']) {
      expect(read(directory, path)).toBe('');
    }
  });
});

describe('files as they were generated are found', () => {
  /** A site whose first version git does not know: it was changed before it was committed. */
  async function uncommittedFirst(): Promise<string> {
    const directory = join(scratchFolder(), 'my-app');
    await create({ directory, store: 'memory' });
    writeFileSync(
      join(directory, 'src/errors.ts'),
      `// Mine.\n${read(directory, 'src/errors.ts')}`,
    );
    commitAll(directory);
    return directory;
  }

  it.each([
    [
      'a site that was made the same way',
      async () => {
        const same = join(scratchFolder(), 'my-app');
        await create({ directory: same, store: 'memory' });
        return same;
      },
    ],
    ['the package itself', async () => process.cwd()],
  ])('by --from in %s', async (_, from) => {
    const directory = await uncommittedFirst();
    await updateBy(later, { directory, from: await from() });
    expect(read(directory, 'src/errors.ts')).toMatch(
      /^\/\/ Mine\.[\s\S]*Changed in the later version\.\n$/,
    );
  });

  it('in what this version makes of the same options, where it made the site', async () => {
    const directory = await uncommittedFirst();
    const { files } = await updateBy(ROOT, { directory, mode: 'anonymous' });
    expect(files.filter(({ action }) => action === 'conflict')).toEqual([]);
    expect(read(directory, 'src/errors.ts')).toMatch(/^\/\/ Mine\./);
  });

  it('not in another site, which is said', async () => {
    const directory = await uncommittedFirst();
    const other = join(scratchFolder(), 'my-app');
    await create({ directory: other, store: 'memory' });
    writeFileSync(join(other, 'src/errors.ts'), '');
    await expect(updateBy(later, { directory, from: other })).rejects.toMatchObject({
      code: 'no-base',
      message: expect.stringContaining('does not have src/errors.ts as version 0.1.0 generated it'),
    });
  });

  it('for a site without a record, in the same one as it was generated', async () => {
    const directory = await siteWith((at) => {
      rmSync(at(RECORD));
      writeFileSync(at('src/errors.ts'), `// Mine.\n${readFileSync(at('src/errors.ts'), 'utf8')}`);
    });
    const from = join(scratchFolder(), 'my-app');
    await create({ directory: from, store: 'memory' });
    rmSync(join(from, RECORD));
    await updateBy(later, { directory, from });
    expect(read(directory, 'src/errors.ts')).toMatch(
      /^\/\/ Mine\.[\s\S]*Changed in the later version\.\n$/,
    );
    expect(JSON.parse(read(directory, RECORD)).version).toBe(LATER_VERSION);
    // Whether that was generated, nobody knows.
    expect(existsSync(join(directory, 'test/users.test.ts'))).toBe(true);
  });
});

describe('a repository', () => {
  const mine = (at: (path: string) => string) =>
    writeFileSync(at('src/errors.ts'), `// Mine.\n${readFileSync(at('src/errors.ts'), 'utf8')}`);

  it('may hold more than the site', async () => {
    const above = scratchFolder();
    const directory = join(above, 'ünd/my-app');
    mkdirSync(join(above, 'ünd'));
    await create({ directory, store: 'memory' });
    writeFileSync(join(above, 'notes.txt'), '');
    commitAll(above);
    mine((path) => join(directory, path));
    const failed = updateBy(later, { directory });
    await expect(failed).rejects.toThrow('not committed: src/errors.ts. Commit');
    commitAll(above);
    // What is beside the site is no concern of its update.
    writeFileSync(join(above, 'notes.txt'), 'mine');
    await updateBy(later, { directory });
    expect(read(directory, 'src/errors.ts')).toMatch(
      /^\/\/ Mine\.[\s\S]*Changed in the later version\.\n$/,
    );
  });

  it('may store other line ends than are in the folder, as on Windows', async () => {
    const directory = await siteWith(mine);
    git(directory, 'config', 'core.autocrlf', 'true');
    rmSync(join(directory, 'src'), { recursive: true });
    git(directory, 'checkout', '--', '.');
    expect(read(directory, 'src/errors.ts')).toMatch(/^\/\/ Mine\.\r\n/);
    const { files } = await updateBy(later, { directory });
    expect(files.filter(({ action }) => action === 'conflict')).toEqual([]);
    expect(read(directory, 'src/errors.ts')).toMatch(/^\/\/ Mine\.\r\n[\s\S]*version\.\r\n$/);
    expect(read(directory, 'src/app.ts')).toMatch(/version\.\r\n$/);
  });

  it('may name what it stores in another way', async () => {
    const directory = join(scratchFolder(), 'my-app');
    await create({ directory, store: 'memory' });
    git(directory, 'init', '--quiet', '--object-format=sha256');
    commitAll(directory);
    mine((path) => join(directory, path));
    commitAll(directory);
    await updateBy(later, { directory, from: process.cwd() });
    expect(read(directory, 'src/errors.ts')).toMatch(
      /^\/\/ Mine\.[\s\S]*Changed in the later version\.\n$/,
    );
  });
});

it('a dry run shows the difference, and changes nothing', async () => {
  const directory = await siteWith(() => {});
  const { diff, files } = await updateBy(later, { directory, dryRun: true });
  expect(diff).toContain(`+++ b/src/errors.ts`);
  expect(diff).toContain(`+// ${LATER}`);
  expect(diff).toContain('deleted file mode');
  expect(files.length).toBeGreaterThan(50);
  expect(git(directory, 'status', '--porcelain')).toBe('');
});

it('a check knows which security fixes are missing, and needs no git', async () => {
  const directory = await siteWith(() => {});
  rmSync(join(directory, '.git'), { recursive: true });
  const { changes } = missingFixes(directory, later);
  expect(changes).toEqual([
    { version: LATER_VERSION, kind: 'Security', text: 'A fault is mended.' },
  ]);
  expect(missingFixes(directory).changes).toEqual([]);
});

it('a file that is saved while an update is planned is not written over', async () => {
  const directory = await siteWith(() => {});
  const place = join(directory, 'src/errors.ts');
  const running = updateBy(later, { directory });
  // All files have been read by now, and git is still to be asked.
  writeFileSync(place, '// Saved.\n');
  git(directory, 'commit', '--quiet', '--all', '--message', 'Saved');
  await expect(running).rejects.toMatchObject({
    code: 'uncommitted',
    message: expect.stringContaining('src/errors.ts has changed while the update was planned.'),
  });
  expect(readFileSync(place, 'utf8')).toBe('// Saved.\n');
  expect(git(directory, 'status', '--porcelain')).toBe('');
});

it('an update that is interrupted changes nothing', async () => {
  const directory = await siteWith(() => {});
  const interrupt = new AbortController();
  onTestFinished(() => interrupt.abort());
  const running = updateBy(later, { directory, signal: interrupt.signal });
  interrupt.abort();
  await expect(running).rejects.toMatchObject({ code: 'interrupted' });
  expect(git(directory, 'status', '--porcelain')).toBe('');
});
