import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { install } from '../../src/scaffold/install.ts';
import { scratchFolder } from '../support/scratch.ts';

afterEach(() => vi.unstubAllEnvs());

it('a package manager that Ctrl-C ends before us was interrupted, and did not fail', async () => {
  const folder = scratchFolder();
  const npm = join(folder, 'npm');
  writeFileSync(npm, '#!/bin/sh\nkill -INT $$\n');
  chmodSync(npm, 0o755);
  vi.stubEnv('PATH', [folder, process.env.PATH].join(delimiter));
  await expect(install('npm', folder, new AbortController().signal)).rejects.toMatchObject({
    code: 'interrupted',
  });
});
