import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLineOf } from '../../src/project/start-line.ts';
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
  ['nothing', undefined, undefined, 'node server.js'],
])('an app is started by %s', (_, manifest, file, line) => {
  const directory = appWith(manifest, file);
  expect(startLineOf(directory)).toBe(line);
  expect(() => locateSite(directory, undefined, {})).toThrow(`--start "${line}"`);
});
