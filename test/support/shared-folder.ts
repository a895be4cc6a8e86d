import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject, vi } from 'vitest';

/** A folder that whoever asks for it first fills, and that all test files of a run share. */
export async function sharedFolder(
  name: string,
  fill: (folder: string) => Promise<unknown>,
): Promise<string> {
  const folder = join(inject('shared'), name);
  const outcome = `${folder}.outcome`;
  const first = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (first) {
    const failure = await fill(folder).then(() => '', String);
    await writeFile(`${folder}.draft`, failure);
    await rename(`${folder}.draft`, outcome);
  }
  await vi.waitUntil(() => existsSync(outcome), { timeout: 200_000 });
  const failure = await readFile(outcome, 'utf8');
  if (failure) throw new Error(failure);
  return folder;
}
