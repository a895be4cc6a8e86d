import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'rolldown';
import { choicesOf, type Mode, STORE, type Store } from '../src/create/options.ts';
import { type PlannedFile, plan } from '../src/create/plan.ts';
import { writeSite } from '../src/create/writing/write.ts';
import { ENTRY, type PackedFile, SECRET } from '../src/site/own/packed-site.ts';
import { makeScratch } from '../src/site/scratch.ts';
import { PACKAGES } from './site-packages.ts';

/** The files that a site needs at run time besides its code. */
const AT_RUN_TIME = /^(package\.json$|\.env$|views\/|public\/)/;

/** Writes the built-in sites, one file per store. */
export async function buildBuiltInSites(folder: string): Promise<void> {
  mkdirSync(folder);
  for (const store of choicesOf(STORE)) {
    const packed = await packedSite(store);
    writeFileSync(join(folder, `${store}.json`), JSON.stringify(packed));
  }
}

/**
 * The JavaScript sites that create generates, in both modes, ready to run: all code is in one file, as loading each of
 * 70 files takes a millisecond. Files that only an owner needs, such as tests, are left out.
 */
export async function packedSite(store: Store): Promise<PackedFile[]> {
  const authenticated = await filesOf('authenticated', store);
  const others = await filesOf('anonymous', store);
  const pathsOf = (files: PlannedFile[]) => files.map(({ path }) => path).join(', ');
  if (pathsOf(authenticated) !== pathsOf(others)) {
    throw new Error('The modes of the built-in site do not have the same files');
  }
  const contentsInOther = new Map(others.map(({ path, contents }) => [path, contents]));
  return authenticated.map(({ path, contents }) => ({
    path,
    ...sharing(contents, contentsInOther.get(path) ?? ''),
  }));
}

/** The two modes differ in few places: only the text from the first to the last difference is stored twice. */
function sharing(authenticated: string, anonymous: string): Omit<PackedFile, 'path'> {
  const shorter = Math.min(authenticated.length, anonymous.length);
  let head = 0;
  while (head < shorter && authenticated[head] === anonymous[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && authenticated.at(-1 - tail) === anonymous.at(-1 - tail))
    tail += 1;
  const own = (text: string) => text.slice(head, text.length - tail);
  return {
    head: authenticated.slice(0, head),
    own: { authenticated: own(authenticated), anonymous: own(anonymous) },
    tail: authenticated.slice(authenticated.length - tail),
  };
}

async function filesOf(mode: Mode, store: Store): Promise<PlannedFile[]> {
  const scratch = makeScratch();
  try {
    const directory = join(scratch.path, 'my-app');
    const files = plan({ directory, mode, store, language: 'javascript', tools: '*' });
    writeSite(directory, files);
    const kept = files.filter(({ path }) => AT_RUN_TIME.test(path)).map(withoutSecret);
    return [{ path: ENTRY, contents: await codeOf(directory) }, ...kept];
  } finally {
    scratch.remove();
  }
}

async function codeOf(directory: string): Promise<string> {
  const entry = join(directory, ENTRY);
  const options: BuildOptions = {
    platform: 'node',
    logLevel: 'warn',
    external: Object.keys(PACKAGES),
    input: entry,
    plugins: [placesOf(join(entry, '..'))],
    write: false,
    // The code stays the same as in a generated site, except for spaces, comments and the names of local variables.
    output: {
      format: 'esm',
      codeSplitting: false,
      minify: {
        mangle: { toplevel: false, keepNames: true },
        compress: false,
        codegen: { removeWhitespace: true },
      },
    },
  };
  const { output } = await build(options);
  return output[0].code;
}

/** Makes each module find files relative to its original place. */
function placesOf(source: string): Plugin {
  return {
    name: 'places',
    transform(code, id) {
      if (!code.includes('import.meta')) return null;
      const place = JSON.stringify(relative(source, id).split(sep).join('/'));
      if (/import\.meta\.(?!url)/.test(code)) {
        throw new Error(`${id}: of import.meta, a built-in site finds files by its url alone`);
      }
      return code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url)`);
    },
  };
}

/** Each run makes its own secret. */
function withoutSecret(file: PlannedFile): PlannedFile {
  if (file.path !== '.env') return file;
  const contents = file.contents.replace(/^SESSION_SECRET=.*$/m, SECRET);
  if (!contents.includes(SECRET)) throw new Error('The built-in site has its secret elsewhere');
  return { ...file, contents };
}
