import { format } from 'prettier';
import tsBlankSpace from 'ts-blank-space';
import { documentTypes } from './jsdoc.ts';

/** As the templates themselves are formatted. */
const STYLE = { parser: 'babel', printWidth: 100, singleQuote: true } as const;

/**
 * The JavaScript that somebody would have written in the place of a template's TypeScript: the same code and the
 * same comments, with JSDoc where types told something.
 *
 * @throws Error where the template says something that JavaScript cannot say
 */
export async function toJavaScript(typescript: string): Promise<string> {
  const documented = documentTypes(typescript);
  const code = tsBlankSpace(documented, ({ pos, end }) => {
    throw new Error(`JavaScript has no "${documented.slice(pos, end).trim()}"`);
  });
  return format(withJsEndings(code), STYLE);
}

/** Names of the site's own modules, in code and in words: `./app.ts` is `./app.js`. */
export function withJsEndings(text: string): string {
  return text.replace(/(?<=[\w-])\.ts\b/g, '.js');
}
