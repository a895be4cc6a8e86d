import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { toJavaScript, withJsEndings } from './javascript.ts';

/** Folders that are for one language only. */
const ONE_LANGUAGE = /^language-/;

/**
 * Writes the files of JavaScript sites that differ from the templates, in the same folders. The same templates give the
 * same bytes.
 *
 * @throws Error with the name of a template that cannot be turned into JavaScript
 */
export async function deriveTemplates(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(from, join(parentPath, name)))
    .filter((path) => !ONE_LANGUAGE.test(path));
  await Promise.all(
    paths.map(async (path) => {
      const contents = await readFile(join(from, path), 'utf8');
      const derived = await derive(path, contents);
      if (derived === contents) return;
      const target = join(to, withJsEndings(path));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, derived);
    }),
  );
}

async function derive(path: string, contents: string): Promise<string> {
  if (!path.endsWith('.ts')) return withJsEndings(contents);
  try {
    return await toJavaScript(contents);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new Error(`${path} cannot be had in JavaScript: ${reason}`, { cause });
  }
}
