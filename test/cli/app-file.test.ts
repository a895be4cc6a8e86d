import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appFile } from '../../src/cli/audit/app-file.ts';
import { makeFolder } from '../support/scratch.ts';

describe('the file that stands for an app', () => {
  const above = makeFolder();
  const app = join(above, 'repository', 'apps', 'shop');
  afterAll(() => rmSync(above, { recursive: true, force: true }));

  beforeAll(() => {
    mkdirSync(app, { recursive: true });
    mkdirSync(join(above, 'repository', '.git'));
    for (const folder of [above, join(above, 'repository'), app]) {
      writeFileSync(join(folder, 'server.js'), '');
    }
  });

  it.each([
    ['the one that is started', 'node server.js', 'apps/shop/server.js'],
    ['one above it', 'node ../../server.js', 'server.js'],
    ['none outside of the repository', 'node ../../../server.js', 'apps/shop/package.json'],
    ['none that is not there', 'node other.js', 'apps/shop/package.json'],
    ['package.json where a script starts it', 'npm start', 'apps/shop/package.json'],
  ])('%s', (_, start, file) => {
    expect(appFile(app, { start })).toBe(file);
  });

  it('is package.json for an address', () => {
    expect(appFile(app, { url: 'http://127.0.0.1:1' })).toBe('apps/shop/package.json');
  });
});
