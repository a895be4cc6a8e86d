import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { runCli } from '../support/cli.ts';
import { DevPage } from '../support/dev-page.ts';
import { listen } from '../support/listen.ts';
import { scratchFolder } from '../support/scratch.ts';
import { KEYS, runOnTerminal } from '../support/terminal.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** A browser that notes which page it was to open, and ends with a code. */
function fakeBrowser(name = 'browser', code = 0) {
  const folder = scratchFolder();
  const opened = join(folder, 'opened');
  const program = join(folder, name);
  // The page is there in one piece, or not at all.
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s' "$*" > '${opened}.part'\nmv '${opened}.part' '${opened}'\nexit ${code}\n`,
    { mode: 0o755 },
  );
  const page = () =>
    vi
      .waitFor(() => expect(existsSync(opened)).toBe(true), { timeout: 20_000 })
      .then(() => readFileSync(opened, 'utf8'));
  return { folder, program, page };
}

function simulate(cwd: string, env: Record<string, string>, ...words: string[]) {
  const args = ['simulate', '--store', 'memory', ...words];
  return runCli(args, { bin: 'session-app', cwd, env });
}

const REPORT = ['--report', 'run.html', '--open'];

describe('simulate --open', () => {
  it('opens the report in the program that BROWSER names, with its own words first', async () => {
    const cwd = scratchFolder();
    const { program, page } = fakeBrowser();
    const { exitCode, stderr } = await simulate(cwd, { BROWSER: `${program} --new` }, ...REPORT);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'Wrote run.html' });
    expect(await page()).toBe(`--new ${pathToFileURL(join(cwd, 'run.html')).href}`);
  });

  it.runIf(process.platform === 'linux')('else in the system’s own', async () => {
    const cwd = scratchFolder();
    const { folder, page } = fakeBrowser('xdg-open');
    const env = { DISPLAY: ':9', PATH: `${folder}:${process.env.PATH}` };
    expect(await simulate(cwd, env, ...REPORT)).toMatchObject({ exitCode: 0 });
    expect(await page()).toBe(pathToFileURL(join(cwd, 'run.html')).href);
  });

  it.each([
    ['there is no screen', () => ({})],
    ['there is no such program', () => ({ BROWSER: '/nowhere/browser' })],
    ['the browser fails', () => ({ BROWSER: fakeBrowser('browser', 3).program })],
  ])('where %s, says so in a sentence, and that is no failure', async (_, env) => {
    const cwd = scratchFolder();
    const { exitCode, stderr } = await simulate(cwd, env(), ...REPORT);
    const address = pathToFileURL(join(cwd, 'run.html')).href;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `Wrote run.html\nNo browser could be opened here. To see it, open ${address} yourself.`,
    });
  });

  it('without a report is wrong usage', async () => {
    const { exitCode, stderr } = await simulate(scratchFolder(), {}, '--open');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--open shows a report. Say where it goes: --report run.html --open');
  });
});

describe('dev --open', () => {
  it('opens the site once it runs, and logs what the browser asks for', async () => {
    const { program, page } = fakeBrowser();
    const args = ['dev', '--start', 'node keeps-its-id.cjs', '--open'];
    const options = {
      cwd: APPS,
      env: {
        BROWSER: program,
        SESSIONS: scratchFolder(),
        PORT: '0',
        XDG_RUNTIME_DIR: scratchFolder(),
      },
    };
    const run = runOnTerminal(args, options, 'session-app');
    await run.shows(/the app is running at http:\S+/);
    const [, url = ''] = /running at (http:\S+)/.exec(run.text()) ?? [];
    expect(await page()).toBe(url);

    await fetch(url);
    await fetch(`${url}/style.css`);
    await run.shows(/GET +\/style\.css +404/);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(0);
  });
});

describe('dev --ui', () => {
  it('opens its page, whose link it prints whole, and ends with Ctrl-C though a page is open', async () => {
    const { program, page } = fakeBrowser();
    const args = ['dev', '--start', 'node keeps-its-id.cjs', '--ui'];
    const options = {
      cwd: APPS,
      env: {
        BROWSER: program,
        SESSIONS: scratchFolder(),
        PORT: '0',
        XDG_RUNTIME_DIR: scratchFolder(),
      },
    };
    const run = runOnTerminal(args, options, 'session-app');
    await run.shows(/the app is running at http:\S+/);
    const link = await page();
    // The terminal breaks the line, and nothing of it is cut.
    expect(run.text().replaceAll('\n', '')).toContain(`the page is at ${link}`);
    const opened = await new DevPage(link).enter();
    const stream = await opened.ask('/events', {});
    await run.shows(/the page was opened; for one more:/);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(0);
    expect((await stream.text()).trim().split('\n').at(-1)).toBe('{"type":"end"}');
  });

  it('says that a port is taken, or none', async () => {
    const port = await listen(createServer());
    const start = ['dev', '--start', 'node keeps-its-id.cjs', '--ui-port'];
    const options = { bin: 'session-app', cwd: APPS } as const;
    const taken = await runCli([...start, String(port)], options);
    expect(taken).toMatchObject({ exitCode: 2, stdout: '' });
    expect(taken.stderr).toContain(`The page cannot have port ${port}: somebody else has it.`);
    const none = await runCli([...start, '70000'], options);
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toContain('It must be a port, from 1 to 65535.');
  });
});
