import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageOptions } from '../../src/project/package-manager.ts';
import { runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

/** A site of a workspace, with nothing in it but what tells which one it is. */
function emptySite(manifest: object = {}): { workspace: string; site: string } {
  const workspace = scratchFolder();
  const site = join(workspace, 'sites', 'my-app');
  mkdirSync(site, { recursive: true });
  const marker = { language: 'javascript', mode: 'anonymous', store: 'file' };
  const text = { scripts: { dev: 'x' }, 'create-session-app': marker, ...manifest };
  writeFileSync(join(site, 'package.json'), JSON.stringify(text));
  return { workspace, site };
}

describe('the packages of a site are found', () => {
  it.each([
    ['in it', (_: string, site: string) => site],
    ['above it, where a workspace keeps them', (workspace: string) => workspace],
  ])('in the folder %s', (_, where) => {
    const { workspace, site } = emptySite();
    mkdirSync(join(where(workspace, site), 'node_modules', 'express-session'), { recursive: true });
    // What a tool leaves there is no package.
    mkdirSync(join(site, 'node_modules', '.cache'), { recursive: true });
    expect(packageOptions(site)).toEqual([]);
  });

  it.each([
    ['and of modules', ['.pnp.cjs', '.pnp.loader.mjs']],
    ['alone, where no package is a module', ['.pnp.cjs']],
  ])('by Yarn’s Plug’n’Play of CommonJS %s', (_, files) => {
    const { workspace, site } = emptySite();
    for (const file of files) writeFileSync(join(workspace, file), '');
    const loader = pathToFileURL(join(workspace, '.pnp.loader.mjs')).href;
    expect(packageOptions(site)).toEqual([
      ...['--require', join(workspace, '.pnp.cjs')],
      ...(files.length > 1 ? ['--experimental-loader', loader] : []),
    ]);
  });
});

describe('a site whose packages are not installed says what to type', () => {
  it.each([
    ['simulate', {}, [], 'npm install'],
    ['simulate', {}, ['pnpm-lock.yaml'], 'pnpm install'],
    ['simulate', { packageManager: 'yarn@4.0.0' }, ['package-lock.json'], 'yarn install'],
    ['dev', {}, ['bun.lock'], 'bun install'],
  ])('%s, with %j and %j', async (command, manifest, files, words) => {
    const { site } = emptySite(manifest);
    for (const file of files) writeFileSync(join(site, file), '');
    const { exitCode, stdout, stderr } = await runCli([command, site], { bin: 'session-app' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toBe(
      `error: The dependencies of ${site} are not installed. Run ${words} in that folder first.`,
    );
  });
});
