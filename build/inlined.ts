import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build, type Plugin } from 'rolldown';

const QUERY = '?inlined';
const PREFIX = '\0inlined:';

/**
 * Lets a module import the text of a file for browsers, as a page holds it: a style sheet as it is, a script bundled
 * into plain JavaScript. For rolldown and Vite alike.
 */
export const inlined: Plugin = {
  name: 'inlined',
  resolveId(source, importer) {
    if (!source.endsWith(QUERY) || !importer) return null;
    const file = resolve(dirname(importer), source.slice(0, -QUERY.length));
    // By its own name it would be taken for a style sheet or a script of ours.
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
