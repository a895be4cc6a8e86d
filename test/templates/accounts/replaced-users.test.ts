import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BusyError, replaceFile } from '../../../templates/base/src/accounts/users/replace-file.ts';
import { UsersFile } from '../../../templates/base/src/accounts/users/users.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { makeHashesCheap, manage, PASSWORD, scratchUsers } from '../../support/users.ts';

const isRoot = process.getuid?.() === 0;
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

/** Whoever runs the site, where root manages its users. */
const SITE = { uid: 65_533, gid: 65_532 };

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('authenticated', 'memory', 'javascript');
  makeHashesCheap(site);
});
afterAll(() => site?.remove());

const add = (file: string, name: string) => manage(site, file, ['user:add', name], PASSWORD);
const namesIn = (file: string) => [...new UsersFile(file).read().keys()];
const ownerAndMode = (file: string) => {
  const { uid, gid, mode } = statSync(file);
  return { uid, gid, mode: mode & 0o777 };
};

describe('a change of the users', () => {
  it('keeps the mode of their file', async () => {
    const file = scratchUsers();
    await add(file, 'alice');
    for (const mode of [0o640, 0o600]) {
      chmodSync(file, mode);
      await add(file, 'alice');
      expect(ownerAndMode(file).mode).toBe(mode);
    }
  });

  it('keeps the links to their file, and touches nothing beside them', async () => {
    const folder = scratchFolder();
    for (const name of ['site', 'data', 'kept']) mkdirSync(join(folder, name));
    const [file, link, target] = ['site', 'data', 'kept'].map((name) =>
      join(folder, name, 'users.json'),
    ) as [string, string, string];
    symlinkSync('../data/users.json', file);
    symlinkSync(target, link);
    // The first one makes the file that the links lead to, the second one replaces it.
    await add(file, 'alice');
    await add(file, 'bob');
    expect(readlinkSync(file)).toBe('../data/users.json');
    expect(readlinkSync(link)).toBe(target);
    expect(lstatSync(target).isFile()).toBe(true);
    expect(namesIn(target)).toEqual(['alice', 'bob']);
    for (const path of [file, link, target]) {
      expect(readdirSync(dirname(path))).toEqual([basename(path)]);
    }
  });

  it('is refused where links lead round in a circle', async () => {
    const file = scratchUsers();
    symlinkSync('users.json', file);
    expect(await add(file, 'alice')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^The users in .* cannot be read: ELOOP\.$/),
    });
  });
});

describe.skipIf(!isRoot)('a change of the users where there are several owners', () => {
  it('keeps the owner of their file, where root makes it', async () => {
    const file = scratchUsers();
    await add(file, 'alice');
    chownSync(file, SITE.uid, SITE.gid);
    chmodSync(file, 0o400);
    await add(file, 'bob');
    expect(ownerAndMode(file)).toEqual({ ...SITE, mode: 0o400 });
  });

  it('leaves a new file of root to the owner of its folder, be it at the end of a link', async () => {
    const [file, target] = [scratchUsers(), scratchUsers()];
    for (const path of [file, target]) chownSync(dirname(path), SITE.uid, SITE.gid);
    symlinkSync(target, file);
    await add(file, 'alice');
    expect(ownerAndMode(target)).toEqual({ ...SITE, mode: 0o600 });
  });

  it('is refused to whoever could not leave the file to its owner', async () => {
    const folder = scratchFolder();
    chmodSync(folder, 0o755);
    cpSync(join(site.directory, site.code), join(folder, 'src'), { recursive: true });
    cpSync(join(site.directory, 'package.json'), join(folder, 'package.json'));
    const data = join(folder, 'data');
    mkdirSync(data);
    chownSync(data, SITE.uid, SITE.gid);
    const file = join(data, 'users.json');
    await add(file, 'alice');
    chownSync(file, 0, SITE.gid);
    chmodSync(file, 0o640);
    const before = readFileSync(file, 'utf8');

    const script = join(folder, 'src/accounts/users/manage-users.js');
    const env = { USERS_FILE: file };
    const run = await execa(process.execPath, [script, 'add', 'bob'], {
      ...SITE,
      env,
      cwd: '/',
      input: PASSWORD,
      reject: false,
    });
    expect(run.stderr).toMatch(/cannot be changed: EPERM\. It belongs to another user/);
    expect(run.exitCode).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(data)).toEqual(['users.json']);
  });
});

it.skipIf(!mayMount)(
  'a change of a file that is mounted by itself is refused, with the reason and a way out',
  async () => {
    const [file, mounted] = [scratchUsers(), scratchUsers()];
    await add(file, 'alice');
    writeFileSync(mounted, '');
    const before = readFileSync(file, 'utf8');
    const script = join(site.directory, site.code, 'accounts/users/manage-users.js');
    const { stdout, stderr } = await execa('unshare', ['--mount', 'sh'], {
      input: `
        mount --bind "${file}" "${mounted}"
        echo "${PASSWORD}" | USERS_FILE="${mounted}" "${process.execPath}" "${script}" add bob
        echo $?
        ls -A "${dirname(mounted)}"
        cat "${mounted}"
      `,
    });
    expect(stderr).toMatch(/cannot be changed: EBUSY\. The file is mounted by itself.*USERS_FILE/);
    expect(stdout).toBe(`1\nusers.json\n${before.trimEnd()}`);
  },
);

describe('two changes at a time', () => {
  /** What a process leaves that is killed, or stands still, when it is about to replace the file. */
  function holdLock(file: string, secondsAgo: number): void {
    mkdirSync(`${file}.lock`);
    writeFileSync(join(`${file}.lock`, 'draft'), '{}');
    const time = Date.now() / 1000 - secondsAgo;
    utimesSync(`${file}.lock`, time, time);
  }

  it('are one too many: the second says so, and changes nothing', async () => {
    const file = scratchUsers();
    await add(file, 'alice');
    holdLock(file, -5);
    expect(await add(file, 'bob')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/cannot be changed: another change is under way\. Please try/),
    });
    expect(namesIn(file)).toEqual(['alice']);
    expect(readdirSync(dirname(file)).sort()).toEqual(['users.json', 'users.json.lock']);
  });

  it('are not, where the first one was killed some seconds ago', async () => {
    const file = scratchUsers();
    holdLock(file, 11);
    expect(await add(file, 'alice')).toMatchObject({ exitCode: 0 });
    expect(namesIn(file)).toEqual(['alice']);
    expect(readdirSync(dirname(file))).toEqual(['users.json']);
  });

  it('never undo each other: who stood still, and lost the lock, changes nothing', () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, 'old');
    expect(() =>
      replaceFile(file, 'of the first', () => {
        // It has the lock now. It stands still for so long that somebody else breaks it.
        renameSync(`${file}.lock`, join(scratchFolder(), 'broken'));
        replaceFile(file, 'of the second', () => true);
        return true;
      }),
    ).toThrow(BusyError);
    expect(readFileSync(file, 'utf8')).toBe('of the second');
    expect(readdirSync(dirname(file))).toEqual(['file']);
  });

  it('never undo each other: what was made of an older version is not written', () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, 'old');
    expect(() => replaceFile(file, 'new', () => false)).toThrow(BusyError);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(dirname(file))).toEqual(['file']);
  });
});
