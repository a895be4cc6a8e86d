import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, scratchFolder } from '../support/scratch.ts';
import { ownManifest, packInto, type Tarball, unpackInto } from '../support/tarball.ts';

const MOST_BYTES = 1_000_000;

describe('the package as it is published', () => {
  const folder = makeFolder();
  let tarball: Tarball;
  beforeAll(async () => {
    tarball = await packInto(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const paths = () => tarball.files.map(({ path }) => path);

  it('holds the command, what it creates sites from, and what one reads first', () => {
    const entries = new Set(paths().map((path) => path.replace(/\/.*/, '/')));
    expect([...entries].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/',
      'dist/',
      'faults/',
      'flow.schema.json',
      'package.json',
      'templates/',
    ]);
  });

  it('holds no source, test, map or secret', () => {
    expect(paths().filter((path) => /\.map$|(^|\/)(src\/cli|\.env|\.npmrc)/.test(path))).toEqual(
      [],
    );
    expect(
      paths().filter((path) => /\.test\.[tj]s$/.test(path) && !/templates/.test(path)),
    ).toEqual([]);
  });

  it('holds nothing that leads to the checkout where it was made', () => {
    expect(paths().filter((path) => path.includes('linked'))).toEqual([]);
  });

  it('is well under 1 MB to download', () => {
    expect(tarball.size).toBeLessThan(MOST_BYTES);
  });

  it('depends on nothing, so that there is one thing to download', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(Object.keys(manifest)).not.toContain('optionalDependencies');
    expect(Object.keys(manifest)).not.toContain('peerDependencies');
  });

  it('lets nobody see declarations that they cannot import', () => {
    const declarations = paths().filter((path) => path.startsWith('dist/types/'));
    expect(declarations).toContain('dist/types/index.d.ts');
    expect(declarations.filter((path) => path.includes('/cli/'))).toEqual([]);
  });

  it('has both commands, which may be run', () => {
    const bins = tarball.files.filter(({ path }) => /^bin\/.*session-app\.js$/.test(path));
    expect(bins.map(({ path, mode }) => ({ path, mayRun: (mode & 0o111) !== 0 }))).toEqual([
      { path: 'bin/create-session-app.js', mayRun: true },
      { path: 'bin/session-app.js', mayRun: true },
    ]);
  });

  it('is built before it is packed', () => {
    expect(ownManifest().scripts.prepack).toMatch(/^npm run build && /);
  });

  it('is found without fault by publint', async () => {
    const data = readFileSync(tarball.path);
    const { messages, pkg } = await publint({
      strict: true,
      pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) },
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types that every way to import it finds', async () => {
    const data = new Uint8Array(readFileSync(tarball.path));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    const problems = analysis.types ? analysis.problems : [];
    expect(analysis.types).toBeTruthy();
    // It is an ES module, which every Node that it is for can require as well: see the next test.
    expect(problems.filter(({ kind }) => kind !== 'CJSResolvesToESM')).toEqual([]);
  });

  it.each([
    ['import', ['--input-type=module', '-e'], "import * as all from 'create-session-app';"],
    ['require', ['-e'], "const all = require('create-session-app');"],
  ])('gives the same by %s', async (_, how, line) => {
    const project = scratchFolder();
    mkdirSync(join(project, 'node_modules'));
    const place = await unpackInto(project, tarball);
    renameSync(place, join(project, 'node_modules/create-session-app'));
    const code = `${line} console.log(Object.keys(all).filter((name) => /^\\w+$/.test(name)).sort().join())`;
    const { stdout } = await execa(process.execPath, [...how, code], { cwd: project });
    expect(stdout).toBe('Failure,audit,create,dev,inspect,load,plan,simulate,update');
  });
});
