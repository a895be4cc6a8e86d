import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFlow } from '../../src/flows/file/file.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';

const FAULTS = fileURLToPath(new URL('../faults', import.meta.url));
const APP = [FAULTS, '--start', 'node app.cjs', '--login', '/login', '--protected', '/about'];
/** It has accounts with passwords. */
const WITH_ACCOUNTS = fileURLToPath(new URL('../../faults', import.meta.url));
const FAULT = { FAULT: 'log-out clears only the cookie' };
const RULE = 'logout-ends-session';

function sessionApp(args: string[], env: Record<string, string> = {}, cwd = scratchFolder()) {
  return runCli(args, { bin: 'session-app', cwd, env });
}

/** What the audit of an app with one fault writes; it takes a while, so all tests look at one. */
let folder: string;
let audited: Awaited<ReturnType<typeof sessionApp>>;

beforeAll(async () => {
  folder = makeFolder();
  const reports = ['a.html', 'a.sarif', 'a.xml', 'a.md'].flatMap((name) => ['--report', name]);
  mkdirSync(join(folder, 'flows'));
  writeFileSync(join(folder, 'flows', 'nosniff.json'), '{"mine": true}');
  const args = ['audit', ...APP, '--json', '--save-flows', 'flows', ...reports];
  audited = await sessionApp(args, FAULT, folder);
  writeFileSync(join(folder, 'baseline.json'), `${audited.stdout}\n`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an audit of an app with a fault', () => {
  it('prints findings, then the totals, and fails', () => {
    const events = audited.stdout.split('\n').map((line) => JSON.parse(line));
    const types = events.map(({ type }) => type).filter((type) => type !== 'finding');
    // A file of somebody else's is in the way of a flow.
    expect(types).toEqual(['audit', 'error']);
    expect(events.at(-2)).toMatchObject({ v: 1, type: 'audit', level: 2, passed: false });
    expect(events.find(({ rule }) => rule === RULE)).toMatchObject({
      verdict: 'broken',
      asvs: ['7.4.1'],
      cwe: [613],
      fix: expect.stringContaining('destroy'),
    });
    expect(audited.exitCode).toBe(1);
  });

  it('writes the reports that were asked for', () => {
    for (const name of ['a.html', 'a.sarif', 'a.xml', 'a.md']) {
      expect(audited.stderr).toContain(`Wrote ${name}`);
      expect(readFileSync(join(folder, name), 'utf8')).toContain(RULE);
    }
  });

  it('says nothing that nobody understands: no regular expression', () => {
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).not.toMatch(/\(\?|\.\*|\^/);
  });

  it('saves each attack as a flow, and leaves files of others alone', () => {
    const schema = JSON.parse(readFileSync('flow.schema.json', 'utf8'));
    const inSchema = addFormats.default(new Ajv({ strictTypes: false }), ['regex']).compile(schema);
    const names = readdirSync(join(folder, 'flows'));
    expect(names).toContain(`${RULE}.json`);
    for (const name of names.filter((one) => one !== 'nosniff.json')) {
      const text = readFileSync(join(folder, 'flows', name), 'utf8');
      expect(inSchema(JSON.parse(text)), JSON.stringify([name, inSchema.errors])).toBe(true);
      expect(`${parseFlow(text, name).name}.json`).toBe(name);
    }
    expect(readFileSync(join(folder, 'flows', 'nosniff.json'), 'utf8')).toBe('{"mine": true}');
    expect(audited.stderr).toContain('and so not replaced: flows/nosniff.json');
    expect(audited.stderr).toContain('give simulate the same options, and --flow flows/');
  });

  it.each([
    ['fails on the app with the fault', FAULT, 1],
    ['passes on the app without it', {}, 0],
  ])('the saved flow %s', async (_, env, code) => {
    const flow = join(folder, 'flows', `${RULE}.json`);
    const { exitCode, stdout, stderr } = await sessionApp(
      ['simulate', ...APP, '--flow', flow, '--pace', 'patient'],
      env,
    );
    expect({ exitCode, all: exitCode === code ? '' : stdout + stderr }).toEqual({
      exitCode: code,
      all: '',
    });
  });

  it('passes where a baseline knew all of it, and fails for what is new', async () => {
    const args = ['audit', ...APP, '--baseline', 'baseline.json'];
    const known = await sessionApp(args, FAULT, folder);
    expect(known).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('in the baseline'),
    });
    const [, ...rest] = audited.stdout.split('\n').filter((line) => line.includes('"broken"'));
    const some = rest.filter((line) => !line.includes(`"${RULE}"`));
    writeFileSync(join(folder, 'less.json'), `${some.join('\n')}\n{"type":"audit"}\n`);
    const fresh = await sessionApp(
      ['audit', ...APP, '--baseline', 'less.json', '--json'],
      FAULT,
      folder,
    );
    const finding = fresh.stdout.split('\n').find((line) => line.includes(`"${RULE}"`)) ?? '{}';
    expect(JSON.parse(finding)).toMatchObject({ verdict: 'broken', known: false });
    expect(fresh.exitCode).toBe(1);
  });
});

describe('wrong usage of audit', () => {
  it.each<[what: string, args: string[], message: string]>([
    ['an unknown report', ['--report', 'a.pdf'], 'must end in .html, .sarif, .xml, or .md.'],
    ['a baseline that is not there', ['--baseline', 'none.json'], 'There is no file none.json.'],
    ['a baseline that is none', ['--baseline', 'package.json'], 'is not the output of an audit'],
    ['flows in a file', ['--save-flows', 'package.json'], 'package.json is not a folder.'],
    ['a folder beside an address', ['.', '--url', 'http://127.0.0.1:9'], 'already running'],
    [
      'a host without an address',
      ['--i-own-this-host', 'a.example'],
      'Name its address with --url',
    ],
    ['a level', ['--level', '4'], 'level'],
  ])('%s', async (_, args, message) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'package.json'), '{}');
    const { exitCode, stdout, stderr } = await sessionApp(['audit', ...args], {}, cwd);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('a report in no folder cannot be written', async () => {
    const { exitCode, stderr } = await sessionApp(['audit', '--report', 'no/a.html']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('its folder does not exist');
  });
});

describe('an app of which no way to sign in is found', () => {
  it('does not pass, as almost nothing could be tested', async () => {
    const cwd = scratchFolder();
    writeFileSync(
      join(cwd, 'app.js'),
      'require("node:http").createServer((_, res) => res.end("hello")).listen(process.env.PORT, "127.0.0.1");',
    );
    const args = ['audit', '.', '--start', 'node app.js', '--report', 'a.md'];
    const { exitCode, stdout, stderr } = await sessionApp(args, {}, cwd);
    expect(stdout).toMatch(/^failed +57 rules: 0 broken,/m);
    expect(stderr).toContain(
      'error: No way to sign in was found, so almost nothing could be tested. Name it with --login.',
    );
    expect(readFileSync(join(cwd, 'a.md'), 'utf8')).toContain('No way to sign in was found, so');
    expect(exitCode).toBe(1);
  });
});

describe('an app whose people sign in at another site', () => {
  it.each([
    [
      'accounts.example (/login leads there)',
      'req.url === "/login" ? res.writeHead(302, { Location: "https://accounts.example/authorize?client_id=shop&state=s3cr3t" }).end() : res.end("<a href=/login>Sign in</a>")',
    ],
    [
      'another site (/auth/google)',
      'res.end("<a href=/auth/google>Sign in with Google</a> <a href=/auth/google/callback>Back</a>")',
    ],
  ])('is not told only to name a sign-in with a password: %s', async (at, answer) => {
    const cwd = scratchFolder();
    writeFileSync(
      join(cwd, 'app.js'),
      `require("node:http").createServer((req, res) => ${answer}).listen(process.env.PORT, "127.0.0.1");`,
    );
    const reports = ['md', 'html'].map((ending) => `a.${ending}`);
    const start = ['.', '--start', 'node app.js'];
    const audit = await sessionApp(
      ['audit', ...start, ...reports.flatMap((file) => ['--report', file])],
      {},
      cwd,
    );
    expect(audit.stderr).toContain(`error: People sign in at ${at}, which an audit cannot do`);
    expect(audit.exitCode).toBe(1);
    const printed = (await sessionApp(['simulate', ...start], {}, cwd)).stderr;
    expect(printed).toContain(`People sign in at ${at}, which a run cannot do`);
    const written = reports.map((file) => readFileSync(join(cwd, file), 'utf8'));
    for (const report of written) expect(report).toContain(at);
    for (const text of [audit.stdout, printed, ...written]) expect(text).not.toContain('s3cr3t');
  });
});

describe('an app that fails at every page', () => {
  it('is told that, and not to name its sign-in', async () => {
    const cwd = scratchFolder();
    writeFileSync(
      join(cwd, 'app.js'),
      'require("node:http").createServer((_, res) => res.writeHead(500).end()).listen(process.env.PORT, "127.0.0.1");',
    );
    const { exitCode, stderr } = await sessionApp(
      ['audit', '.', '--start', 'node app.js'],
      {},
      cwd,
    );
    expect(stderr).toContain('error: The app answers its home page with 500,');
    expect(stderr).not.toContain('--login');
    expect(exitCode).toBe(1);
  });
});

describe('an app that refuses the sign-in', () => {
  it('is told so once, and not of each flow', async () => {
    const [, ...way] = APP;
    const args = ['audit', WITH_ACCOUNTS, ...way, '--user', 'nobody', '--json'];
    const { stdout } = await sessionApp(args);
    const events = stdout.split('\n').map((line) => JSON.parse(line));
    const said = new Set(
      events.flatMap(({ verdict, evidence }) => (verdict === 'not-seen' ? evidence.said : [])),
    );
    const about = [...said].filter((one) => one.startsWith('Nobody got past'));
    expect(about).toEqual([
      'Nobody got past the sign-in (refused: 422; likely, no password was given, and the app signs nobody in without one).',
    ]);
  });
});

describe('a rule that is broken without an attack', () => {
  it('has no flow, and is named', async () => {
    const [, ...way] = APP;
    const args = ['audit', WITH_ACCOUNTS, ...way, '--save-flows', 'flows', '--level', '1'];
    const user = ['--user', 'alice', '--password-stdin'];
    const cwd = scratchFolder();
    const { stderr } = await runCli([...args, ...user], {
      bin: 'session-app',
      cwd,
      env: { FAULT: 'ids of Math.random' },
      input: 'correct-horse-battery',
    });
    expect(stderr).toContain(
      'No flow shows id-random: to check a fix of that, run the audit again.',
    );
    expect(existsSync(join(cwd, 'flows'))).toBe(false);
  });
});
