import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan } from '../../src/create/plan.ts';
import { CLEAN_ENV } from '../support/cli.ts';
import { NODE_VERSIONS, nodeOf } from '../support/node-versions.ts';
import { makeFolder } from '../support/scratch.ts';
import { packInto, unpackInto } from '../support/tarball.ts';

const nodes: Array<{ version: string; node: string | undefined }> = [];
for (const version of NODE_VERSIONS) nodes.push({ version, node: await nodeOf(version) });

const folder = makeFolder();
let unpacked: string;

beforeAll(async () => {
  unpacked = await unpackInto(folder, await packInto(folder));
});
afterAll(() => rmSync(folder, { recursive: true }));

const old = await nodeOf('18');

it.skipIf(!old).each(['create-session-app', 'session-app'])(
  '%s says on Node 18 which Node it needs',
  async (command) => {
    const { exitCode, stdout, stderr } = await execa(
      old ?? '',
      [join(unpacked, `bin/${command}.js`), '--help'],
      { reject: false },
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(
      /^This is Node 18\.\S+, and create-session-app needs 20\.19 or later\..+\.$/,
    );
    expect(NODE_VERSIONS[0]).toBe('20.19');
  },
);

describe.each(nodes)('the package on Node $version', ({ node = '', version }) => {
  /** Runs `session-app` of the unpacked package in a folder of its own. */
  async function run(...args: string[]) {
    const cwd = mkdtempSync(join(folder, 'run-'));
    const path = [dirname(node), CLEAN_ENV.PATH].join(delimiter);
    const { exitCode, stdout, stderr } = await execa(
      node,
      [join(unpacked, 'bin/session-app.js'), ...args],
      { cwd, env: { ...CLEAN_ENV, PATH: path }, extendEnv: false, reject: false, stdin: 'ignore' },
    );
    return { cwd, exitCode, stdout, stderr };
  }

  it.skipIf(!node)('is that version', async () => {
    const { stdout } = await execa(node, ['--version']);
    expect(stdout.startsWith(`v${version}.`)).toBe(true);
  });

  it.skipIf(!node)('shows its help, without a warning', async () => {
    const { exitCode, stdout, stderr } = await run('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: session-app');
  });

  it.skipIf(!node).each(['typescript', 'javascript'] as const)(
    'creates a whole site in %s',
    async (language) => {
      const args = [
        'create',
        'my-app',
        '--yes',
        '--language',
        language,
        '--no-install',
        '--no-git',
      ];
      const { cwd, exitCode, stderr } = await run(...args);
      expect(stderr).not.toMatch(/Warning/);
      expect(exitCode).toBe(0);
      const entries = readdirSync(join(cwd, 'my-app'), { recursive: true, withFileTypes: true });
      const planned = plan({ directory: 'my-app', language });
      expect(entries.filter((entry) => entry.isFile())).toHaveLength(planned.length);
    },
  );

  it.skipIf(!node).each(['memory', 'file'])(
    'goes through the built-in site on the store %s, and every check holds',
    async (store) => {
      const { exitCode, stdout, stderr } = await run('simulate', '--store', store);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(/checks/);
    },
  );
});
