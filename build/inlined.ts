import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build, type Plugin } from 'rolldown';

const QUERY = '?inlined';
const PREFIX = '\0inlined:';

/**
 * Lets a module import the text of a file for browsers: a style sheet unchanged, a script bundled into plain
 * JavaScript. Works with rolldown and Vite.
 */
export const inlined: Plugin = {
  name: 'inlined',
  resolveId(source, importer) {
    if (!source.endsWith(QUERY) || !importer) return null;
    const file = resolve(dirname(importer), source.slice(0, -QUERY.length));
    // With its own name, it would be treated as a style sheet or as a script of ours.
    return `${PREFIX}${file}.js`;
  },
  async load(id) {
    if (!id.startsWith(PREFIX)) return null;
    const file = id.slice(PREFIX.length, -'.js'.length);
    this.addWatchFile(file);
    const text = file.endsWith('.css') ? readFileSync(file, 'utf8') : await bundle(file);
    return `export default ${JSON.stringify(text)};`;
  },
};

async function bundle(input: string): Promise<string> {
  const { output } = await build({ input, write: false, output: { format: 'iife' } });
  return output[0].code;
}
