import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageAt } from '../../src/create/own-package.ts';
import { scratchFolder } from '../support/scratch.ts';

const NAME = 'create-session-app';
const TARBALL = `${NAME}/-/${NAME}-1.2.3.tgz`;
const installedBy = (resolved: string) =>
  JSON.stringify({ packages: { [`node_modules/${NAME}`]: { version: '1.2.3', resolved } } });
/** A note that says nothing of our package. */
const OTHER = installedBy('https://r.example/other/-/other-1.2.3.tgz');

/** Where the package lies, what lies around it, and how a site names it then: `file:` stands for its own folder. */
const PLACES: Array<[from: string, folder: string, others: Record<string, string>, named: string]> =
  [
    ['a folder that is nobody’s dependency', 'unpacked', {}, 'file:'],
    [
      'a checkout that is built',
      'checkout',
      { 'checkout/dist/linked-package/package.json': '{}' },
      'file:checkout/dist/linked-package',
    ],
    ['a checkout beside a lock file', 'checkout', { 'yarn.lock': TARBALL }, 'file:'],
    [
      'a registry, by npx',
      `_npx/1/node_modules/${NAME}`,
      {
        '_npx/1/node_modules/.package-lock.json': installedBy(`https://r.example/${TARBALL}`),
      },
      '1.2.3',
    ],
    [
      'a registry of a company, below a path',
      `node_modules/${NAME}`,
      { 'node_modules/.package-lock.json': installedBy(`http://r.example/npm/all/${TARBALL}`) },
      '1.2.3',
    ],
    [
      'a registry, by the first Yarn',
      `global/node_modules/${NAME}`,
      { 'global/yarn.lock': `  resolved "https://registry.yarnpkg.com/${TARBALL}#b3b9"` },
      '1.2.3',
    ],
    [
      'a registry, by Yarn',
      `dlx/.yarn/unplugged/${NAME}-npm-1.2.3-a0cad9bb77/node_modules/${NAME}`,
      {},
      '1.2.3',
    ],
    [
      'a registry, by pnpm',
      `dlx/node_modules/.pnpm/${NAME}@1.2.3/node_modules/${NAME}`,
      {},
      '1.2.3',
    ],
    [
      'a registry, by Bun',
      `bunx/node_modules/${NAME}`,
      { 'bunx/bun.lock': `"${NAME}": ["${NAME}@1.2.3", "", {}, "sha512-hPRe=="]` },
      '1.2.3',
    ],
    [
      'a registry, by npm, globally',
      `lib/node_modules/${NAME}`,
      { [`lib/node_modules/${NAME}/dist/published`]: '' },
      '1.2.3',
    ],
    ['a tarball, by npm, globally', `lib/node_modules/${NAME}`, {}, 'file:'],
    ['a checkout that was published', 'checkout', { 'checkout/dist/published': '' }, 'file:'],
    [
      'another version of the registry',
      `node_modules/${NAME}`,
      { 'node_modules/.package-lock.json': installedBy(`https://r.example/${NAME}/-/x-1.2.2.tgz`) },
      'file:',
    ],
    [
      'a tarball, by pnpm',
      `dlx/node_modules/.pnpm/${NAME}@file+..+${NAME}-1.2.3.tgz/node_modules/${NAME}`,
      {},
      'file:',
    ],
    [
      'a tarball, by npx',
      `_npx/1/node_modules/${NAME}`,
      {
        '_npx/1/node_modules/.package-lock.json': installedBy('file:../../packed/it-1.2.3.tgz'),
        'packed/it-1.2.3.tgz': '',
      },
      'file:packed/it-1.2.3.tgz',
    ],
    [
      'a tarball that is gone',
      `_npx/1/node_modules/${NAME}`,
      { '_npx/1/node_modules/.package-lock.json': installedBy('file:../../packed/it-1.2.3.tgz') },
      'file:',
    ],
    [
      'nobody knows where',
      `node_modules/${NAME}`,
      { 'node_modules/.package-lock.json': OTHER },
      'file:',
    ],
  ];

it.each(PLACES)('of a package from %s', (_, folder, others, named) => {
  const root = scratchFolder();
  const own = { [join(folder, 'package.json')]: JSON.stringify({ name: NAME, version: '1.2.3' }) };
  for (const [path, contents] of Object.entries({ ...own, ...others })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
  const [, path] = named.split(':');
  const expected = path === undefined ? named : `file:${join(root, path || folder)}`;
  expect(packageAt(join(root, folder))).toBe(expected);
});
