import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { create } from '../../src/index.ts';
import { scratchFolder } from '../support/scratch.ts';

it('the built package is imported by its name, and plans without touching the disk', () => {
  const script = `
    import { plan, create, Failure } from 'create-session-app';
    const files = plan({ directory: '/nowhere/my-app', mode: 'anonymous', store: 'redis' });
    console.log(JSON.stringify({ kinds: [typeof create, typeof Failure], paths: files.map(({ path }) => path) }));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  const { kinds, paths } = JSON.parse(output);
  expect(kinds).toEqual(['function', 'function']);
  expect(paths).toContain('compose.yaml');
  expect(existsSync('/nowhere')).toBe(false);
});

it('create writes what plan lists, and answers where, from what and which files', async () => {
  const directory = join(scratchFolder(), 'my-app');
  const site = await create({ directory, mode: 'anonymous' });
  expect(site).toMatchObject({
    directory,
    options: {
      directory,
      mode: 'anonymous',
      store: 'file',
      language: 'typescript',
      packageManager: 'npm',
    },
  });
  for (const { path } of site.files) expect(existsSync(join(directory, path)), path).toBe(true);
});

it('create refuses with a code that programs can read', async () => {
  const directory = join(scratchFolder(), 'my-app');
  await create({ directory });
  await expect(create({ directory })).rejects.toMatchObject({ code: 'directory-not-empty' });
});
