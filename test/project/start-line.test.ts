import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { locateDevSite } from '../../src/dev/site.ts';
import { startLineOf } from '../../src/project/start-line.ts';
import { AppProcess } from '../../src/site/app-process.ts';
import { locateSite } from '../../src/site/locate.ts';
import { makeFolder } from '../support/scratch.ts';

function appWith(manifest: object | undefined, file?: string): string {
  const directory = makeFolder();
  if (manifest) writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  if (file) {
    mkdirSync(join(directory, file, '..'), { recursive: true });
    writeFileSync(join(directory, file), '');
  }
  return directory;
}

it.each<[what: string, manifest: object | undefined, file: string | undefined, line: string]>([
  ['its own script', { scripts: { start: 'node ./bin/www' } }, undefined, 'node ./bin/www'],
  ['nodemon', { scripts: { start: 'nodemon server.js' } }, undefined, 'node server.js'],
  ['a script that is long', { scripts: { start: 'A="b c" node .' } }, undefined, 'npm start'],
  ['a script that is none', { scripts: { start: 1 } }, undefined, 'npm start'],
  ['a main file', { main: 'lib/main.js' }, 'lib/main.js', 'node lib/main.js'],
  ['a main file that is not there', { main: 'index.js' }, 'app.js', 'node app.js'],
  ['a file alone', undefined, 'src/index.js', 'node src/index.js'],
  ['TypeScript', { devDependencies: { 'ts-node': '10' } }, 'src/main.ts', 'ts-node src/main.ts'],
  [
    'TypeScript that the manifest names',
    { main: 'src/boot.ts', devDependencies: { tsx: '4' } },
    'src/boot.ts',
    'tsx src/boot.ts',
  ],
  ['TypeScript that nothing runs', undefined, 'index.ts', 'npx tsx index.ts'],
  ['nothing', undefined, undefined, 'node server.js'],
])('an app is started by %s', (_, manifest, file, line) => {
  const directory = appWith(manifest, file);
  expect(startLineOf(directory).line).toBe(line);
  expect(() => locateSite(directory, undefined, {})).toThrow(`--start "${line}"`);
});

it('a file that is there is named, and what to type for it', () => {
  const directory = appWith({ scripts: { test: 'exit 1' } }, 'app.js');
  expect(() => locateSite(directory, undefined, {})).toThrow(/There is app\.js\. .*add:/);
  expect(() => locateDevSite(directory, undefined)).toThrow(
    /There is app\.js\. .*add:\n {2}--start "node --watch app\.js"/,
  );
});

it('the folder of the server is named where another one is for browsers', () => {
  const directory = appWith({ scripts: { test: 'exit 1' } }, 'server/index.js');
  expect(() => locateSite(directory, undefined, {})).toThrow(
    /There is index\.js in server\/\. .*add:\n.*server --start "node index\.js"/,
  );
});

it.skipIf(process.platform === 'win32')('a line finds the programs of packages', async () => {
  const directory = makeFolder();
  const programs = join(directory, 'node_modules', '.bin');
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, 'starts'), '#!/bin/sh\necho found "$1"; exit 1\n', { mode: 0o755 });
  const app = new AppProcess({ command: 'starts it', directory }, {});
  await app.ended;
  expect(app.takePrinted()).toBe('found it\n');
});
