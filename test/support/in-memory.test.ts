import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderInMemory } from './in-memory.ts';
import { scratchFolder } from './scratch.ts';

it('there is no folder in memory where there is no such place', () => {
  expect(folderInMemory('/nowhere')).toBeUndefined();
});

it('what a run left that was killed goes, and what one that goes on needs stays', () => {
  const parent = scratchFolder();
  const gone = spawnSync(process.execPath, ['--version']).pid;
  for (const name of [`csa-${gone}`, `csa-${process.ppid}`, 'csa', 'other']) {
    mkdirSync(join(parent, name));
  }
  const own = folderInMemory(parent);
  expect(existsSync(join(parent, `csa-${gone}`))).toBe(false);
  const kept = ['csa', `csa-${process.ppid}`, 'other'];
  expect(readdirSync(parent)).toEqual(expect.arrayContaining(kept));
  if (own) expect(own).toBe(join(parent, `csa-${process.pid}`));
});
