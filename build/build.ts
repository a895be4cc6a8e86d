import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type BuildOptions, build, type RolldownOutput } from 'rolldown';
import { buildBuiltInSites } from './built-in-sites.ts';
import { inlined } from './inlined.ts';
import { writeLinkedPackage } from './linked-package.ts';
import { noChildProcess } from './no-child-process.ts';
import { say } from './say.ts';
import { buildSitePackages } from './site-packages.ts';
import { deriveTemplates } from './templates.ts';
import { unpackedEntities } from './unpacked-entities.ts';

rmSync('dist', { recursive: true, force: true });

/** The options for both the command and the package. */
const options: BuildOptions = {
  platform: 'node',
  logLevel: 'warn',
  plugins: [inlined, noChildProcess, unpackedEntities],
};

say('the command line, and the package for other programs');
// Finding and loading a module takes a millisecond. So the code of every command is one file, code for some commands is
// in files of its own, and code that these share is in one more. Libraries are included, so that `npx` downloads one
// package only.
const command: BuildOptions = { ...options, input: { main: 'src/cli/main.ts' }, write: false };
const alone = await build({
  ...command,
  output: { format: 'cjs', codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
});
const start = new Set(moduleIdsOf(alone.output.filter(({ name }) => name === 'start')));
// Both share their files, so that common code is downloaded once.
const { output } = await build({
  ...options,
  input: { main: 'src/cli/main.ts', index: 'src/index.ts' },
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: { groups: [{ name: 'start', test: (id) => start.has(id) }] },
  },
});
writeFileSync('dist/index.js', asModule(output));
// It is loaded into other processes before their own code, so it must be one small file.
await build({
  ...options,
  input: { probe: 'src/probe/probe.ts' },
  output: { dir: 'dist', format: 'cjs', minify: true, entryFileNames: '[name].cjs' },
});

say('the site in JavaScript');
await deriveTemplates('templates', 'dist/templates-javascript');
writeLinkedPackage('dist/linked-package');

say('the built-in sites, and their packages');
await buildBuiltInSites('dist/built-in.br');
const modules = [
  ...moduleIdsOf(output),
  ...(await buildSitePackages('dist/site-packages', options)),
];
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licencesOf(modules));

type Output = RolldownOutput['output'];

function moduleIdsOf(output: ReadonlyArray<Output[number]>): string[] {
  return output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : []));
}

/** The exports of the package, as an ES module. Node cannot detect the names in minified code. */
function asModule(output: Output): string {
  const index = output.find((chunk) => chunk.type === 'chunk' && chunk.name === 'index');
  const names = index?.type === 'chunk' ? index.exports : [];
  return `import index from './index.cjs';\nexport const { ${names.join(', ')} } = index;\n`;
}

/** The licences of the included libraries, as these licences require. */
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
