import { builtinModules } from 'node:module';
import { basename, resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { Failure } from '../failure.ts';
import { capitalized } from '../sentence.ts';

/** npm's own limit. */
const LONGEST_NAME = 214;

/** A label of a domain name has at most 63 ASCII characters, and each letter of any script needs at most four. */
const MOST_LETTERS = 14;

/** For letters that no domain name may combine, such as those of scripts that run in opposite directions. */
const FALLBACK = 'app';

/** Names that npm, or Node's own module loader, reserves. */
const RESERVED = new Set([...builtinModules, 'favicon.ico']);

/**
 * The npm package name for a site in `directory`: lower-case ASCII, from the directory's last part.
 *
 * Accents are dropped (`Café Ödön` → `cafe-odon`). A name without any ASCII letter or digit is written as a
 * domain name would be (RFC 3492: `例え` → `xn--r8jz45g`). A name that is taken, by Node or by one of the site's own
 * `dependencies`, gets the ending `-app`.
 *
 * @throws Failure `invalid-name` if no letter or digit is left
 */
export function packageName(directory: string, dependencies: readonly string[] = []): string {
  const label = basename(resolve(directory));
  const letters = lettersOf(label.normalize('NFKC'));
  const name = toAscii(label) || domainToASCII(letters) || (lettersOf(label) && FALLBACK);
  if (!name) {
    throw new Failure(
      'invalid-name',
      `No package name can be made from "${label || directory}". Choose a directory name with a letter or a digit in it.`,
    );
  }
  return RESERVED.has(name) || dependencies.includes(name) ? `${name}-app` : name;
}

/** What a site is called if its directory's name has no letter or digit. */
const DEFAULT_BRAND = 'MyApp';

/**
 * What the site calls itself, from its directory's last part: each word with a capital, joined (`my-app` → `MyApp`,
 * `shop` → `Shop`). It has only letters, with accents, and digits, so it can be used in any file.
 */
export function brandOf(directory: string): string {
  const words = basename(resolve(directory))
    .normalize('NFKC')
    .match(/[\p{Letter}\p{Mark}\p{Number}]+/gu);
  const brand = words?.map(capitalized).join('');
  return brand || DEFAULT_BRAND;
}

function toAscii(label: string): string {
  return label
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^[-.]+|[-.]+$/g, '');
}

function lettersOf(label: string): string {
  return [...label.replace(/[^\p{Letter}\p{Number}]+/gu, '')].slice(0, MOST_LETTERS).join('');
}

/** A path that a shell of this system reads back, quoted if necessary, and that no command takes for an option. */
export function shellPath(path: string, platform: NodeJS.Platform = process.platform): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  return platform === 'win32' ? windowsWord(word) : posixWord(word);
}

/** A word, quoted for a POSIX shell if necessary. */
function posixWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A path, quoted for cmd and PowerShell if necessary; on Windows no name has a double quote in it. */
function windowsWord(word: string): string {
  return /^[\w@+:./\\-]+$/.test(word) ? word : `"${word}"`;
}
