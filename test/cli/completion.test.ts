import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { findOrInstall } from '../support/programs.ts';
import { makeFolder } from '../support/scratch.ts';
import { TerminalRun } from '../support/terminal.ts';

const INSTALLER = fileURLToPath(new URL('../install-shells.sh', import.meta.url));
const BASH = findOrInstall({ names: ['bash'], installer: INSTALLER });
const ZSH = findOrInstall({ names: ['zsh'], installer: INSTALLER });
const FISH = findOrInstall({ names: ['fish'], installer: INSTALLER });

const home = makeFolder();
mkdirSync(join(home, 'sites/my app'), { recursive: true });
writeFileSync(join(home, 'notes.txt'), '');
const bin = join(home, 'bin');
mkdirSync(bin);
for (const [name, file] of Object.entries(BIN)) {
  writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`, {
    mode: 0o755,
  });
}
const env = { ...CLEAN_ENV, HOME: home, PATH: `${bin}:${CLEAN_ENV.PATH}`, LC_ALL: 'C.UTF-8' };
afterAll(() => rmSync(home, { recursive: true }));

/** What a person has typed, and all that a shell then offers, or some of it. */
const OFFERS: Array<{ typed: string; all?: string[]; some?: string[]; none?: string[] }> = [
  { typed: 'session-app simu', all: ['simulate'] },
  { typed: 'session-app ', some: ['create', 'simulate', 'completion'], none: ['sites/'] },
  { typed: 'create-session-app ', some: ['create', 'simulate', 'sites/'], none: ['notes.txt'] },
  { typed: 'create-session-app --mode ', all: ['authenticated', 'anonymous'] },
  { typed: 'session-app create --store f', all: ['file'] },
  { typed: 'session-app simulate --store ', all: ['memory', 'file', 'redis'] },
  { typed: 'session-app --no', all: ['--no-color'] },
  { typed: 'create-session-app --no', all: ['--no-install', '--no-git', '--no-color'] },
  { typed: 'session-app simulate --f', all: ['--flow'] },
  { typed: 'session-app simulate --flow login', all: ['login-next'] },
  { typed: 'session-app simulate --dir si', all: ['sites/'] },
  { typed: 'session-app simulate --report no', all: ['notes.txt'] },
  { typed: 'session-app simulate sites/my', all: ['sites/my app/'] },
  { typed: 'session-app simulate --start ', all: [] },
  { typed: 'session-app completion ', all: ['bash', 'zsh', 'fish'] },
  { typed: 'create-session-app --mode anonymous simulate --wrong', all: [] },
];

/** Asks bash as its line editor does: the words, the number of the last, and then the function. */
async function bashOffers(typed: string): Promise<string[]> {
  const [program = ''] = typed.split(' ');
  const words = typed.split(' ').map((word) => `'${word}'`);
  const script = `eval "$(session-app completion bash)"
COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}
_${program.replaceAll('-', '_')} 2>&1
for offer in "\${COMPREPLY[@]}"; do [ -d "$offer" ] && offer="$offer/"; echo "$offer"; done`;
  return linesOf(await shell(BASH, ['-c', script]));
}

async function fishOffers(typed: string): Promise<string[]> {
  const script = `session-app completion fish | source; complete -C '${typed}'`;
  const offers = linesOf(await shell(FISH, ['--no-config', '-c', script]));
  return offers.map((line) => line.split('\t')[0] ?? '');
}

async function shell(program: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await execa(program, args, { cwd: home, env, extendEnv: false });
  expect(stderr).toBe('');
  return stdout;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

function expectOffers(offers: string[], { all, some = [], none = [] }: (typeof OFFERS)[number]) {
  if (all) expect(offers.toSorted()).toEqual(all.toSorted());
  expect(offers).toEqual(expect.arrayContaining(some));
  for (const word of none) expect(offers).not.toContain(word);
}

describe.skipIf(!BASH)('bash completes', () => {
  it.each(OFFERS)('$typed', async (row) => expectOffers(await bashOffers(row.typed), row));

  it('what follows an equals sign', async () => {
    expect(await bashOffers('create-session-app --mode = an')).toEqual(['anonymous']);
    expect(await bashOffers('create-session-app --mode =')).toEqual(['authenticated', 'anonymous']);
  });

  it('at a person’s fingertips', async () => {
    const run = new TerminalRun(BASH, ['--norc', '-i'], { cwd: home, env: { ...env, PS1: '> ' } });
    run.press('eval "$(session-app completion bash)"; echo re""ady\r');
    await run.shows('ready');
    run.press('session-app simulate --store red\t--pac\tqui\t');
    await run.shows('session-app simulate --store redis --pace quick');
  });
});

describe.skipIf(!FISH)('fish completes', () => {
  it.each(OFFERS)('$typed', async (row) => expectOffers(await fishOffers(row.typed), row));
});

describe.skipIf(!ZSH)('zsh completes', () => {
  /** A zsh whose person presses the tab key. */
  async function zsh(load: string): Promise<TerminalRun> {
    const run = new TerminalRun(ZSH, ['-f', '-i'], { cwd: home, env: { ...env, PS1: '> ' } });
    run.press(`${load}; zstyle ":completion:*" list-colors ""; echo re""ady\r`);
    await run.shows('ready');
    return run;
  }
  const EVALUATED = 'autoload -Uz compinit; compinit -u; eval "$(session-app completion zsh)"';

  it.each([
    ['session-app simu\t', 'session-app simulate'],
    ['create-session-app --mode an\t', 'session-app --mode anonymous'],
    ['create-session-app --mode=an\t', 'session-app --mode=anonymous'],
    ['create-session-app create --store f\t', 'create --store file'],
    ['session-app simulate --store red\t--pac\tqui\t', '--store redis --pace=quick'],
    ['session-app simulate --flow two\t', '--flow two-visitors'],
    ['session-app simulate --dir si\t', '--dir sites/'],
    ['session-app simulate --report no\t', '--report notes.txt'],
    ['session-app simulate sites/my\t', 'simulate sites/my\\ app/'],
    ['session-app completion z\t', 'completion zsh'],
    ['create-session-app si\t\t', /simulate +-- walk through a site[\s\S]*sites\//],
    ['session-app simulate --re\t\t', /--reveal +-- show session ids/],
  ])('%j as %s', async (typed, shown) => {
    const run = await zsh(EVALUATED);
    run.press(typed);
    await run.shows(shown);
  });

  it('from a file in a folder of functions, too', async () => {
    const functions = mkdtempSync(join(home, 'functions-'));
    const { stdout } = await runCli(['completion', 'zsh'], { cwd: home });
    writeFileSync(join(functions, '_session-app'), `${stdout}\n`);
    const run = await zsh(`fpath=(${functions} $fpath); autoload -Uz compinit; compinit -u`);
    run.press('session-app simu\t');
    await run.shows('session-app simulate');
    run.press('--store red\t');
    await run.shows('session-app simulate --store redis');
  });
});

it('the scripts name every command and option that --help does', async () => {
  const cwd = dirname(home);
  const { stdout: help } = await runCli(['simulate', '--help'], { cwd });
  const options = help.match(/(?<=^ {2}(-\w, )?)--[a-z-]+/gm) ?? [];
  expect(options.length).toBeGreaterThan(15);
  for (const name of ['bash', 'zsh', 'fish']) {
    const { stdout } = await runCli(['completion', name], { cwd });
    for (const option of options) expect(stdout).toContain(option.slice(2));
  }
});
