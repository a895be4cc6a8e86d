import { execFileSync, execSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { basename, delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { plan } from '../../src/create/plan.ts';
import { certificates } from '../support/certificates.ts';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { listen } from '../support/listen.ts';
import { packageManagerFrom } from '../support/package-managers.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';

const FILES_ONLY = ['--no-install', '--no-git'];

describe('create-session-app my-app', () => {
  it('writes every file of the plan, and says what to do next', async () => {
    const cwd = scratchFolder();
    const { exitCode, stdout, stderr } = await runCli(['my-app', ...FILES_ONLY], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    const [checkout] = BIN['session-app'].split(join('/bin/session-app.js'));
    expect(stderr.replace(String(checkout), '/checkout')).toMatchInlineSnapshot(`
      "Created my-app: 136 files, authenticated mode, file store, typescript.

      Next:
        cd my-app
        npm install
        npm run dev

      Then open http://127.0.0.1:3000 and sign in (any name).

      To see what its sessions do:
        npm run simulate      # visits the site, step by step
        npm run inspect       # the sessions that are stored
        npm run audit         # what is not safe
        npm run dev:sessions  # dev, with a line for each request
        npm run test          # its own tests

      These commands come from /checkout/dist/linked-package,
      so that the site can only be installed on this machine.

      To create the same without questions:
        npx create-session-app my-app --mode authenticated --store file --language typescript --package-manager npm --yes --no-install --no-git"
    `);
    for (const { path } of plan({ directory: 'my-app' })) {
      expect(existsSync(join(cwd, 'my-app', path)), path).toBe(true);
    }
    expect(readdirSync(cwd)).toEqual(['my-app']);
  });

  it.each([
    ['create-session-app', ['my-app']],
    ['create-session-app', ['create', 'my-app']],
    ['session-app', ['create', 'my-app']],
    ['create-session-app', ['--yes', 'create', 'my-app']],
  ] as const)('is also called as %s %j', async (bin, args) => {
    const cwd = scratchFolder();
    const { exitCode } = await runCli([...args, ...FILES_ONLY], { cwd, bin });
    expect(exitCode).toBe(0);
    expect(existsSync(join(cwd, 'my-app/src/server.ts'))).toBe(true);
  });

  it('takes mode, store, language and package manager, and the command it prints repeats them', async () => {
    const cwd = scratchFolder();
    const choices = [
      ...['--mode', 'anonymous', '--store', 'redis'],
      ...['--language', 'javascript', '--package-manager', 'pnpm'],
    ];
    const { stderr } = await runCli(['my app', ...choices, ...FILES_ONLY], { cwd });
    const again = stderr.split('\n').at(-1)?.trim() ?? '';
    expect(again).toBe(
      "npx create-session-app 'my app' --mode anonymous --store redis --language javascript --package-manager pnpm --yes --no-install --no-git",
    );
    expect(readFileSync(join(cwd, 'my app/README.md'), 'utf8')).toContain(
      again.replace(' --no-install --no-git', ''),
    );
    expect(stderr).toContain('pnpm run dev');
  });

  it.each([
    [['--js'], 'src/server.js'],
    [['--language', 'javascript'], 'src/server.js'],
    [['--js', '--language', 'javascript'], 'src/server.js'],
    [['--ts'], 'src/server.ts'],
    [[], 'src/server.ts'],
  ])('with %j writes %s', async (args, path) => {
    const { stdout } = await runCli(['my-app', ...args, '--dry-run'], { cwd: scratchFolder() });
    expect(stdout.match(/src\/server\.\w+/g)).toEqual([path]);
  });

  it('keeps its secret from other users of the machine', async () => {
    const cwd = scratchFolder();
    await runCli(['my-app', ...FILES_ONLY], { cwd });
    expect(statSync(join(cwd, 'my-app/.env')).mode & 0o777).toBe(0o600);
    expect(statSync(join(cwd, 'my-app')).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it.each([
    ['npm/11.0.0 node/v22.0.0 linux x64', 'npm'],
    ['pnpm/10.0.0 npm/? node/v22.0.0', 'pnpm'],
    ['yarn/1.22.22 npm/? node/v22.0.0', 'yarn'],
    ['bun/1.2.0 npm/? node/v22.0.0', 'bun'],
    ['deno/2.0.0', 'npm'],
  ])('started by %j, it uses %s', async (npm_config_user_agent, manager) => {
    const cwd = scratchFolder();
    const { stderr } = await runCli(['my-app', ...FILES_ONLY], {
      cwd,
      env: { npm_config_user_agent },
    });
    expect(stderr).toContain(`${manager} run dev`);
  });

  it('can write into the current folder, which stays the same folder', async () => {
    const cwd = scratchFolder();
    const { ino } = statSync(cwd);
    const { exitCode, stderr } = await runCli(['.', ...FILES_ONLY], { cwd });
    expect(exitCode).toBe(0);
    expect(statSync(cwd).ino).toBe(ino);
    expect(stderr).not.toContain('cd ');
    expect(readdirSync(cwd).filter((name) => name.startsWith('.create'))).toEqual([]);
  });

  it('makes the folders above the directory', async () => {
    const cwd = scratchFolder();
    expect((await runCli(['a/b/c', ...FILES_ONLY], { cwd })).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'a/b/c/package.json'), 'utf8')).name).toBe('c');
  });
});

describe('wrong usage', () => {
  it.each([
    [
      [],
      'The directory for the site is missing. For example:\n  npx create-session-app my-app --yes',
    ],
    [['--yes'], 'The directory for the site is missing.'],
    [['my-app', '--mod', 'anonymous'], 'There is no option --mod. Did you mean --mode?'],
    [
      ['my-app', '--store', 'mysql'],
      '--store cannot be "mysql". Choose one of memory, file, redis.',
    ],
    [['my-app', '--lang', 'js'], 'There is no option --lang. Did you mean --language?'],
    [['my-app', '--stroe=file'], 'There is no option --stroe. Did you mean --store?'],
    [['my-app', '--redis'], 'Did you mean --store redis?'],
    [['my-app', '--open'], 'There is no option --open. The commands simulate and dev have it.'],
    [['inspect', '--open'], 'There is no option --open of inspect. The commands simulate and dev'],
    [['my-app', '--mode', 'both'], 'Choose one of authenticated, anonymous.'],
    [['my-app', '--language', 'coffee'], 'Choose one of typescript, javascript.'],
    [['my-app', '--ts', '--js'], '--ts and --js contradict each other.'],
    [['my-app', '--ts', '--language', 'javascript'], '--language javascript and --ts contradict'],
    [['my-app', '--js', '--language', 'typescript'], '--language typescript and --js contradict'],
    [['--js', 'create', 'my-app', '--ts'], '--ts and --js contradict each other.'],
    [['my-app', '--package-manager', 'pip'], 'Choose one of npm, pnpm, yarn, bun.'],
    [['my-app', '--mode'], '--mode needs a value.'],
    [['my-app', 'other'], 'Too many arguments: 2 instead of at most 1.'],
    [['---'], 'There is no option ---. See --help'],
    [['create', 'help'], 'For a site in a folder of that name, type ./help. For help, see --help.'],
    [['simulat'], 'There is no command simulat. Did you mean simulate? For a site in a folder of'],
    [['simulat', '--flow', 'all'], 'Did you mean simulate?'],
    [['simulat', './my-app', '--reveal'], 'Did you mean simulate?'],
    [['--yes', 'craete'], 'Did you mean create?'],
    [['simulate', '--flwo', 'all'], 'There is no option --flwo. Did you mean --flow?'],
    [['my\x15app'], 'a control character'],
    [[''], 'The directory is ""'],
    [['completion'], 'The shell is missing.'],
    [['completion', 'tcsh'], 'The shell cannot be "tcsh". Choose one of bash, zsh, fish.'],
    [['...'], 'Choose a directory name with a letter or a digit in it.'],
  ])('%j exits with 2, says what is wrong, and writes nothing', async (args, message) => {
    const cwd = scratchFolder();
    const { exitCode, stdout, stderr } = await runCli(args, { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a name that looks like a command', () => {
  it.each([['./simulat'], ['create', 'simulat'], ['demo'], ['my-app'], ['simulator-of-flights']])(
    'is a folder where it is meant as one: %s %s',
    async (...args) => {
      const { exitCode } = await runCli([...args, '--dry-run'], { cwd: scratchFolder() });
      expect(exitCode).toBe(0);
    },
  );
});

describe('a folder that holds something', () => {
  it('is refused by the names of what is in it, and left as it is', async () => {
    const cwd = scratchFolder();
    for (const name of ['notes.txt', 'thesis.tex']) writeFileSync(join(cwd, name), 'work');
    const { exitCode, stderr } = await runCli(['.', ...FILES_ONLY], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('it holds notes.txt, thesis.tex.');
    expect(stderr).toContain('--force');
    expect(readdirSync(cwd).sort()).toEqual(['notes.txt', 'thesis.tex']);
  });

  it.each(['.git', '.DS_Store', 'LICENSE', 'LICENCE.txt', 'Thumbs.db', '.idea'])(
    'counts as free with nothing but %s',
    async (name) => {
      const cwd = scratchFolder();
      writeFileSync(join(cwd, name), '');
      expect((await runCli(['.', ...FILES_ONLY], { cwd })).exitCode).toBe(0);
      expect(readdirSync(cwd)).toContain(name);
    },
  );

  it('takes a site with --force: its own files are named and replaced, all others stay', async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'README.md'), 'mine');
    writeFileSync(join(cwd, 'src/app.ts'), 'mine');
    writeFileSync(join(cwd, 'src/mine.ts'), 'mine');
    const { exitCode, stderr } = await runCli(['.', '--force', ...FILES_ONLY], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/will be replaced:\n {2}README\.md\n {2}src\/app\.ts\nCreated/);
    expect(readFileSync(join(cwd, 'src/mine.ts'), 'utf8')).toBe('mine');
    expect(readFileSync(join(cwd, 'src/app.ts'), 'utf8')).toContain('createApp');
    expect(readdirSync(cwd).filter((name) => name.startsWith('.create'))).toEqual([]);
  });

  it('is refused even with --force where a folder lies in the place of a file', async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'README.md'));
    writeFileSync(join(cwd, 'README.md/kept.txt'), 'mine');
    const { exitCode, stderr } = await runCli(['.', '--force', ...FILES_ONLY], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The site needs a file at README.md, but there is something else.');
    expect(readdirSync(cwd)).toEqual(['README.md']);
  });

  it('is never left through a link, even with --force', async () => {
    const cwd = scratchFolder();
    const elsewhere = scratchFolder();
    symlinkSync(elsewhere, join(cwd, 'src'));
    const { exitCode } = await runCli(['.', '--force', ...FILES_ONLY], { cwd });
    expect(exitCode).toBe(1);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('options in front of the command', () => {
  it('count as well: nothing is written by --dry-run create', async () => {
    const cwd = scratchFolder();
    const { exitCode, stdout } = await runCli(['--dry-run', 'create', 'my-app'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('src/server.ts');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('count as well: --mode anonymous create', async () => {
    const args = ['--mode', 'anonymous', '--json', 'create', 'my-app', '--dry-run'];
    const { stdout } = await runCli(args, { cwd: scratchFolder() });
    expect(JSON.parse(stdout).options.mode).toBe('anonymous');
  });
});

describe('--dry-run', () => {
  it('refuses what the run itself would refuse', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'README.md'), 'mine');
    expect((await runCli(['.', '--dry-run'], { cwd })).exitCode).toBe(1);
    const forced = await runCli(['.', '--dry-run', '--force'], { cwd });
    expect(forced.exitCode).toBe(0);
    expect(forced.stderr).toContain('will be replaced:\n  README.md');
  });

  it('ends quietly when its reader has read enough', async () => {
    const cwd = scratchFolder();
    const command = `"${process.execPath}" "${BIN['create-session-app']}" my-app --dry-run | true`;
    const { exitCode, stderr } = await execa('bash', ['-o', 'pipefail', '-c', command], {
      cwd,
      reject: false,
    });
    expect(stderr).not.toContain('EPIPE');
    expect(exitCode).toBe(0);
  });

  it('lists the files with their sizes on stdout, and writes nothing', async () => {
    const cwd = scratchFolder();
    const { exitCode, stdout, stderr } = await runCli(['my-app', '--dry-run'], { cwd });
    expect(exitCode).toBe(0);
    const expected = plan({ directory: 'my-app' }).map(
      ({ path, contents }) => `${String(Buffer.byteLength(contents)).padStart(7)}  ${path}`,
    );
    expect(stdout.split('\n')).toEqual(expected);
    expect(stderr).toContain('Nothing was written.');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('--json', () => {
  it('prints one object on stdout, and everything else on stderr', async () => {
    const cwd = scratchFolder();
    const { stdout } = await runCli(['my-app', '--json', ...FILES_ONLY], { cwd });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      success: true,
      directory: join(cwd, 'my-app'),
      options: {
        directory: 'my-app',
        mode: 'authenticated',
        store: 'file',
        language: 'typescript',
        packageManager: 'npm',
      },
      error: null,
    });
    for (const { path, size } of report.files) {
      expect(statSync(join(cwd, 'my-app', path)).size, path).toBe(size);
    }
  });

  it('prints the same object for a dry run', async () => {
    const { stdout } = await runCli(['my-app', '--json', '--dry-run'], { cwd: scratchFolder() });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, error: null });
  });

  it('prints the files whole if asked to, but no secret', async () => {
    const cwd = scratchFolder();
    const words = ['my-app', '--dry-run', '--json', '--contents'];
    const { files } = JSON.parse((await runCli(words, { cwd })).stdout);
    const planned = plan({ directory: 'my-app' }).filter(({ path }) => path !== '.env');
    const whole = planned.map(({ path, contents }) => ({
      path,
      contents,
      size: Buffer.byteLength(contents),
    }));
    expect(files).toEqual(expect.arrayContaining(whole));
    expect(files).toContainEqual({ path: '.env', size: expect.any(Number) });
    expect(readdirSync(cwd)).toEqual([]);
    const { exitCode, stderr } = await runCli(['my-app', '--contents'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--contents goes with --dry-run and --json.');
  });

  it.each([
    [['--json'], 2, 'usage'],
    [['my-app', '--json', '--store', 'mysql'], 2, 'usage'],
    [['...', '--json'], 2, 'invalid-name'],
    [['.', '--json'], 1, 'directory-not-empty'],
  ])('says in %j what failed', async (args, exitCode, code) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'notes.txt'), '');
    const run = await runCli(args, { cwd });
    expect(run.exitCode).toBe(exitCode);
    expect(JSON.parse(run.stdout)).toMatchObject({ success: false, error: { code } });
  });
});

describe('git', () => {
  const NOBODY = {
    GIT_AUTHOR_NAME: undefined,
    GIT_AUTHOR_EMAIL: undefined,
    GIT_COMMITTER_NAME: undefined,
    GIT_COMMITTER_EMAIL: undefined,
    GIT_CONFIG_GLOBAL: join(makeFolder(), 'gitconfig'),
  };
  writeFileSync(NOBODY.GIT_CONFIG_GLOBAL, '[user]\n useConfigOnly = true\n');
  afterAll(() => rmSync(dirname(NOBODY.GIT_CONFIG_GLOBAL), { recursive: true }));
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();

  it('gets a repository with one commit that holds all but the secret', async () => {
    const cwd = scratchFolder();
    const { stderr } = await runCli(['my-app', '--no-install'], { cwd });
    const site = join(cwd, 'my-app');
    expect(stderr).toContain('Committed');
    expect(git(site, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(git(site, 'status', '--porcelain')).toBe('');
    const committed = git(site, 'ls-files').split('\n');
    expect(committed).toContain('.env.example');
    expect(committed).not.toContain('.env');
  });

  it('is left alone inside another repository', async () => {
    const cwd = scratchFolder();
    git(cwd, 'init', '--quiet');
    const { exitCode, stderr } = await runCli(['my-app', '--no-install'], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No git commit: the site is inside a repository already.');
    expect(existsSync(join(cwd, 'my-app/.git'))).toBe(false);
  });

  it('is left alone where the folder holds somebody’s files', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'secrets.json'), '{}');
    const { stderr } = await runCli(['.', '--force', '--no-install'], { cwd });
    expect(stderr).toContain('No git commit: the folder holds other files as well.');
    expect(existsSync(join(cwd, '.git'))).toBe(false);
  });

  it('that does not know who commits is told so by commands that work where they are read', async () => {
    const cwd = scratchFolder();
    const { exitCode, stderr } = await runCli(['my app', '--no-install'], { cwd, env: NOBODY });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No git commit: git does not know who you are. Say so, then commit:');
    for (const command of stderr.match(/^ +git .*$/gm) ?? []) {
      execSync(command, { cwd, env: { ...process.env, ...NOBODY } });
    }
    expect(git(join(cwd, 'my app'), 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  it('that is not installed is told, and the site stays', async () => {
    const cwd = scratchFolder();
    const env = { PATH: '' };
    const { exitCode, stderr } = await runCli(['my-app', '--no-install'], { cwd, env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/No git commit: git is not installed/);
    expect(existsSync(join(cwd, 'my-app/src/server.ts'))).toBe(true);
  });
});

describe('the install', () => {
  it('installs with the package manager, and tells how long it took', async () => {
    const cwd = scratchFolder();
    const { exitCode, stderr } = await runCli(['my-app', '--no-git'], { cwd, env: certificates() });
    expect(exitCode).toBe(0);
    const words =
      /Installing with npm …\n([\s\S]*)Installed the dependencies in (?:(\d+) min)? ?(?:(\d+)(?:\.\d)? s)?\./;
    const [, between = '', minutes = 0, seconds = 0] = words.exec(stderr) ?? [];
    expect(stderr).toMatch(words);
    // A quick one is quiet.
    const took = Number(minutes) * 60 + Number(seconds);
    expect(between.split('\n').length - 1).toBeLessThanOrEqual(took / 10);
    const site = join(cwd, 'my-app');
    expect(existsSync(join(site, 'node_modules/express'))).toBe(true);
    expect(stderr).not.toContain('npm install');

    const run = async (script: string) =>
      (await execa('npm', ['run', script], { cwd: site, env: CLEAN_ENV, all: true })).all;
    expect(await run('simulate')).toMatch(/checks/);
    expect(await run('inspect')).toContain('.sessions/');
  });

  it('from a slow registry says now and then that it goes on, in plain lines', async () => {
    const cwd = scratchFolder();
    const slow = createServer();
    const port = await listen(slow);
    const run = execa(process.execPath, [BIN['create-session-app'], 'my-app', '--no-git'], {
      cwd,
      env: {
        ...CLEAN_ENV,
        npm_config_registry: `http://127.0.0.1:${port}`,
        npm_config_cache: join(cwd, 'cache'),
        npm_config_fetch_retries: '0',
      },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
    const lines: string[] = [];
    for await (const line of run.iterable({ from: 'stderr' })) {
      lines.push(line);
      // It has waited long enough for an answer.
      if (/^Installing with npm … \d+ s$/.test(line)) {
        slow.close();
        slow.closeAllConnections();
      }
    }
    const { stdout } = await run;
    expect(stdout).toBe('');
    expect(lines[1]).toBe('Installing with npm …');
    expect(lines[2]).toMatch(/^Installing with npm … 1\d s$/);
    expect(lines.join('\n')).not.toContain('\x1b');
  });

  it('that fails does not keep the site from its repository', async () => {
    const cwd = scratchFolder();
    const { exitCode, stderr } = await runCli(['my-app', '--package-manager', 'bun'], {
      cwd,
      env: { PATH: dirname(execFileSync('which', ['git'], { encoding: 'utf8' }).trim()) },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Committed[\s\S]*error: bun was not found/);
  });

  it('that fails shows the last lines and the command to run again; the site stays', async () => {
    const cwd = scratchFolder();
    const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
    const cache = join(cwd, 'empty-cache');
    const { exitCode, stderr } = await runCli(['my-app', '--no-git'], {
      cwd,
      env: { ...env, npm_config_cache: cache },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ECONNREFUSED');
    expect(stderr).toContain(
      `npm install failed. The site is written; to try again:\n  cd ${cwd}/my-app && npm install`,
    );
    expect(existsSync(join(cwd, 'my-app/src/server.ts'))).toBe(true);
  });

  it('with a package manager that is not there says so', async () => {
    const cwd = scratchFolder();
    const { exitCode, stderr } = await runCli(['my-app', '--no-git', '--package-manager', 'bun'], {
      cwd,
      env: { PATH: '' },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('bun was not found, so the dependencies are not installed.');
  });
});

describe('a site for Yarn', () => {
  it('is installed, built and committed below a folder that has a package.json', async ({
    skip,
  }) => {
    const programs = await packageManagerFrom('@yarnpkg/cli-dist@4');
    if (!programs) return skip('Yarn cannot be had');
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'package.json'), '{ "name": "above", "private": true }');
    const env = { ...CLEAN_ENV, PATH: [programs, CLEAN_ENV.PATH].join(delimiter) };
    const { stderr } = await runCli(['my-app', '--package-manager', 'yarn'], {
      cwd,
      env: { ...env, ...certificates() },
    });
    expect(stderr).toMatch(/Installed[\s\S]*Committed/);
    const site = join(cwd, 'my-app');
    await execa('yarn', ['run', 'build'], { cwd: site, env, extendEnv: false });
    const simulated = await execa('yarn', ['run', 'simulate'], {
      ...{ cwd: site, env, extendEnv: false },
    });
    expect(simulated.stdout).toMatch(/checks/);
    expect(existsSync(join(site, 'dist/server.js'))).toBe(true);
    const committed = execFileSync('git', ['ls-files'], { cwd: site, encoding: 'utf8' });
    expect(committed).toMatch(/^yarn\.lock$/m);
    expect(committed).not.toContain('.yarn/');
  });
});

describe('help and version', () => {
  it('prints help on stdout, with examples and exit codes', async () => {
    const { exitCode, stdout, stderr } = await runCli(['--help'], { cwd: scratchFolder() });
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('$ npx create-session-app my-app --mode anonymous --store redis');
    expect(stdout).toMatch(/130 {2}interrupted/);
  });

  it('prints the version', async () => {
    const { stdout } = await runCli(['--version'], { cwd: scratchFolder() });
    expect(stdout).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });

  it('says how to build a checkout that is not built', async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'bin'));
    for (const file of ['bin/create-session-app.js', 'bin/package.json', 'package.json']) {
      writeFileSync(join(cwd, file), readFileSync(file));
    }
    const unbuilt = await execa(process.execPath, ['bin/create-session-app.js'], {
      cwd,
      reject: false,
    });
    expect(unbuilt.exitCode).toBe(1);
    expect(unbuilt.stderr).toMatch(/not built yet\. Run "npm ci && npm run build" in .* first\./);
    expect(unbuilt.stderr).toContain(basename(cwd));
  });
});
