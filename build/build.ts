import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type BuildOptions, build } from 'rolldown';
import { inlined } from './inlined.ts';
import { writeLinkedPackage } from './linked-package.ts';
import { noChildProcess } from './no-child-process.ts';
import { say } from './say.ts';
import { buildSitePackages } from './site-packages.ts';
import { deriveTemplates } from './templates.ts';

rmSync('dist', { recursive: true, force: true });

/** What is common to the command and to what others import. */
const options: BuildOptions = {
  platform: 'node',
  logLevel: 'warn',
  plugins: [inlined, noChildProcess],
};

say('the command line');
// To find and load a module takes a millisecond. So what every path of the command needs is one file, what only some need
// comes in files of its own, and what these share in one more. Libraries go in as well: `npx` has one package to fetch.
const { output } = await build({
  ...options,
  input: { main: 'src/cli/main.ts' },
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: {
      groups: [{ name: 'start', tags: ['$initial'] }],
    },
  },
});
say('the package for other programs');
await build({
  ...options,
  input: { index: 'src/index.ts' },
  output: { dir: 'dist', minify: true },
});
// It goes into other processes, before their first line: one small file.
await build({
  ...options,
  input: { probe: 'src/probe/probe.ts' },
  output: { dir: 'dist', format: 'cjs', minify: true, entryFileNames: '[name].cjs' },
});

say('the site in JavaScript');
await deriveTemplates('templates', 'dist/templates-javascript');
writeLinkedPackage('dist/linked-package');

say('the packages of the built-in site');
const modules = [
  ...output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : [])),
  ...(await buildSitePackages('dist/site-packages', options)),
];
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licencesOf(modules));

/** The licences of the libraries that went in, as these licences ask for. */
function licencesOf(moduleIds: readonly string[]): string {
  const folders = new Map<string, string>();
  for (const id of moduleIds) {
    const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id) ?? [];
    if (folder && name) folders.set(name, folder);
  }
  return [...folders]
    .sort()
    .map(([name, folder]) => `${name}\n\n${licenceIn(folder)}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceIn(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file) return readFileSync(`${folder}/${file}`, 'utf8');
  return `${JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).license}\n`;
}
