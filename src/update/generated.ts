import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorLines } from '../create/error-lines.ts';
import type { SiteOptions } from '../create/options.ts';
import { runProgram } from '../create/program.ts';
import type { SiteRecord } from '../create/record.ts';
import { Failure } from '../failure.ts';
import { parsedJson } from '../objects.ts';
import { quoted } from '../printed.ts';
import { readIfThere } from '../project/manifest.ts';
import { presentAt } from './site/site-files.ts';

const NAME = 'create-session-app';

/** The contents of a generated site, by path. */
export type Generated = ReadonlyMap<string, Buffer>;

/**
 * The site that another version generates: that version is fetched from the registry and run, but writes nothing.
 *
 * @param cwd an empty folder
 * @throws Failure `no-base` if npm cannot get it, with the output of npm
 */
export async function generatedByVersion(
  { version, options }: SiteRecord,
  cwd: string,
  signal: AbortSignal,
): Promise<Generated> {
  const npm = ['exec', '--yes', `--package=${NAME}@${version}`, '--', NAME];
  return generatedBy('npm', [...npm, ...createWords(options)], cwd, signal);
}

/**
 * The site in a folder; if the folder has the package itself, the site that it generates.
 *
 * @param cwd an empty folder
 * @param paths the files to read from a site
 * @throws Failure `usage` if package.json cannot be read; `no-base` if the package fails
 */
export async function generatedFrom(
  folder: string,
  options: Required<SiteOptions>,
  paths: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<Generated> {
  const bin = binOf(folder);
  if (bin) return generatedBy(process.execPath, [bin, ...createWords(options)], cwd, signal);
  const present = paths.map((path) => [path, presentAt(folder, path)] as const);
  return new Map(
    present.flatMap(([path, there]) =>
      there.state === 'file' ? [[path, there.file.bytes] as const] : [],
    ),
  );
}

/** @throws Failure `usage` if `--from` does not name a folder */
export function checkFrom(folder: string | undefined): void {
  if (folder === undefined) return;
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  throw new Failure('usage', `There is no folder ${folder}, which --from names. Correct it.`);
}

/** The command of this package in a folder; undefined if the folder has something else. */
function binOf(folder: string): string | undefined {
  const text = readIfThere(join(folder, 'package.json'));
  if (text === undefined) return undefined;
  const { name, bin } = Object(parsedJson(text));
  const path: unknown = name === NAME ? Object(bin)[NAME] : undefined;
  return typeof path === 'string' ? resolve(folder, path) : undefined;
}

function createWords(options: Required<SiteOptions>): string[] {
  const { directory, mode, store, language, packageManager } = options;
  return [
    ...['create', `./${directory}`, '--mode', mode, '--store', store, '--language', language],
    ...['--package-manager', packageManager, '--yes', '--dry-run', '--json', '--contents'],
  ];
}

async function generatedBy(
  program: string,
  words: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<Generated> {
  const ended = await runProgram(program, words, { cwd, signal });
  if (signal.aborted) throw new Failure('interrupted', 'Interrupted. Nothing was changed.');
  const files: unknown = ended.failed ? undefined : Object(parsedJson(ended.stdout ?? '')).files;
  if (!Array.isArray(files)) {
    throw new Failure('no-base', quoted(errorLines(ended.all || String(ended.message))));
  }
  return new Map(
    files.flatMap((file): Array<[string, Buffer]> => {
      const { path, contents } = Object(file);
      return typeof path === 'string' && typeof contents === 'string'
        ? [[path, Buffer.from(contents)]]
        : [];
    }),
  );
}
