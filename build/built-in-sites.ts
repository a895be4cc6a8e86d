import { writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'rolldown';
import type { Mode, Store } from '../src/create/options.ts';
import { type PlannedFile, plan } from '../src/create/plan.ts';
import { writeSite } from '../src/create/writing/write.ts';
import { ENTRY, type PackedSites, SECRET } from '../src/site/own/packed-site.ts';
import { makeScratch } from '../src/site/scratch.ts';
import { PACKAGES } from './site-packages.ts';

/** The files that a site needs at run time besides its code. */
const AT_RUN_TIME = /^(package\.json$|\.env$|views\/|public\/)/;

/** Writes all built-in sites to one file. */
export async function buildBuiltInSites(path: string): Promise<void> {
  writeFileSync(path, brotliCompressSync(JSON.stringify(await packedSites())));
}

/** The JavaScript sites that create generates, ready to run. Files that only an owner needs, such as tests, are left out. */
export async function packedSites(): Promise<PackedSites> {
  return {
    authenticated: await sitesIn('authenticated'),
    anonymous: await sitesIn('anonymous'),
  };
}

async function sitesIn(mode: Mode): Promise<PackedSites[Mode]> {
  return {
    memory: await filesOf(mode, 'memory'),
    file: await filesOf(mode, 'file'),
    redis: await filesOf(mode, 'redis'),
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

/** All code in one file, as loading each of 70 files takes a millisecond. */
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
