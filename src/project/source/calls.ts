import type { SourceFile } from './files.ts';
import { insideBrackets, splitBy } from './pieces.ts';

/** The names in a file for the exports of a package, and for the results of calling these. */
export function namesForPackage({ text }: SourceFile, packageName: string): string[] {
  const quoted = `["']${packageName.replace(/[/.-]/g, '\\$&')}["']`;
  const names = new Set<string>();
  const add = (list: string) => {
    for (const part of list.split(',')) {
      // `RedisStore as Store`, `RedisStore: Store`, `* as all`.
      const name =
        part
          .split(/\bas\b|:/)
          .at(-1)
          ?.trim() ?? '';
      if (/^[\w$]+$/.test(name) && name !== 'type') names.add(name);
    }
  };
  const imported = new RegExp(`\\bimport\\s+(?:type\\s+)?([^;'"]+?)\\s+from\\s*${quoted}`, 'g');
  const required = new RegExp(
    `\\b(?:const|let|var)\\s+([\\w$]+|\\{[^}]*\\})\\s*=\\s*(?:await\\s+)?(?:require|import)\\s*\\(\\s*${quoted}\\s*\\)`,
    'g',
  );
  for (const pattern of [imported, required]) {
    for (const [, list = ''] of text.matchAll(pattern)) add(list.replace(/[{}]/g, ','));
  }
  for (const name of [...names]) {
    const made = new RegExp(
      `\\b(?:const|let|var)\\s+([\\w$]+)\\s*=\\s*(?:new\\s+)?${name.replaceAll('$', '\\$')}\\s*\\(`,
      'g',
    );
    for (const [, maker = ''] of text.matchAll(made)) names.add(maker);
  }
  return [...names];
}

/** The arguments of each `new` with one of the names, or with `require('package')(session)`. */
export function constructions(
  { text }: SourceFile,
  names: readonly string[],
  packageName: string,
): string[][] {
  const alternatives = names.map((name) => name.replaceAll('$', '\\$')).join('|');
  const inline = `\\(?\\s*require\\(\\s*["']${packageName}["']\\s*\\)\\s*\\([^()]*\\)\\s*\\)?`;
  const pattern = new RegExp(
    `\\bnew\\s+(?:${alternatives ? `(?:[\\w$]+\\.)?(?:${alternatives})(?:\\.[\\w$]+)?(?:<[^>(]*>)?|` : ''}${inline})\\s*(\\()?`,
    'g',
  );
  return [...text.matchAll(pattern)].map((match) =>
    match[1] === undefined
      ? []
      : splitBy(insideBrackets(text, match.index + match[0].length - 1), ',').filter(Boolean),
  );
}

/** The arguments of each call of a function, also as a method. */
export function callsOf({ text }: SourceFile, name: string): string[][] {
  const pattern = new RegExp(
    `(?<![\\w$])(?:new\\s+)?(?:[\\w$]+\\.)?${name}\\s*(?:<[^>(]*>)?\\(`,
    'g',
  );
  return [...text.matchAll(pattern)]
    .filter(({ index }) => !/\bfunction\s+$/.test(text.slice(0, index)))
    .map((match) =>
      splitBy(insideBrackets(text, match.index + match[0].length - 1), ',').filter(Boolean),
    );
}
