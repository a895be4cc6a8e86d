import { format } from 'prettier';
import tsBlankSpace from 'ts-blank-space';
import { documentTypes } from './jsdoc.ts';

/** The format of the templates themselves. */
const STYLE = { parser: 'babel', printWidth: 100, singleQuote: true } as const;

/**
 * Turns a template from TypeScript to the JavaScript that a person would have written: the same code and comments, with
 * JSDoc instead of useful types.
 *
 * @throws Error if the template uses something that JavaScript does not have
 */
export async function toJavaScript(typescript: string): Promise<string> {
  const documented = documentTypes(typescript);
  const code = tsBlankSpace(documented, ({ pos, end }) => {
    throw new Error(`JavaScript has no "${documented.slice(pos, end).trim()}"`);
  });
  return format(withJsEndings(code), STYLE);
}

/** Replaces the names of the site's own modules, in code and in text: `./app.ts` becomes `./app.js`. */
export function withJsEndings(text: string): string {
  return text.replace(/(?<=[\w-])\.ts\b/g, '.js');
}
