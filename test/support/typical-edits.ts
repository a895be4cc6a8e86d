import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Language } from '../../src/create/options.ts';

/** What somebody has done to a site, and how it is seen afterwards: what is where, and what is not. */
export interface TypicalEdit {
  name: string;
  make(site: Site): void;
  /** Pairs of a path and a text that must be in it. */
  leaves: ReadonlyArray<readonly [path: string, text: string]>;
  /** Paths that must not be there. */
  gone?: readonly string[];
  /** A path whose lines must end in CR and LF. */
  crlf?: readonly string[];
}

/** A site's folder; paths end in `.ts`, whatever its language. */
interface Site {
  read(path: string): string;
  write(path: string, text: string): void;
  replace(path: string, from: string, to: string): void;
  move(from: string, to: string): void;
  remove(path: string): void;
}

/** The ten edits that sites see most; a site works with them as before, and passes its tests. */
export const EDITS: readonly TypicalEdit[] = [
  {
    name: 'a page',
    make: ({ write, replace }) => {
      write('views/team.eta', '      <h1>My team</h1>\n');
      const before = "  page('/products', show(";
      replace('src/pages.ts', before, `  page('/team', show('team'));\n${before}`);
    },
    leaves: [
      ['views/team.eta', 'My team'],
      ['src/pages.ts', "page('/team', show('team'));"],
    ],
  },
  {
    name: 'a route',
    make: ({ replace }) => {
      const route =
        "  app.get('/mine', (_req, res) => {\n    res.type('text').send('mine');\n  });\n";
      replace('src/app.ts', '  app.use(notFound);', `${route}  app.use(notFound);`);
    },
    leaves: [['src/app.ts', "app.get('/mine'"]],
  },
  {
    name: 'a changed check of accounts',
    make: ({ replace }) => {
      const check = 'checkPassword(usersFile, users, userName, password),';
      replace(
        'src/accounts/who-may-sign-in.ts',
        `check: (userName, password) => ${check}`,
        `check: async (userName, password) =>\n        !userName.startsWith('blocked-') && ${check}`,
      );
    },
    leaves: [['src/accounts/who-may-sign-in.ts', "!userName.startsWith('blocked-')"]],
  },
  {
    name: 'a new setting',
    make: ({ read, write, replace }) => {
      const text = read('src/settings.ts');
      if (text.includes('  newSessions: number;')) {
        replace(
          'src/settings.ts',
          '  newSessions: number;',
          '  newSessions: number;\n  mine: number;',
        );
      }
      const before = '    trustProxy: readTrustedProxies(env),';
      const mine = "    mine: readInteger(env, 'MINE', { default: '1', min: '0', max: '9' }),";
      replace('src/settings.ts', before, `${mine}\n${before}`);
      for (const path of ['.env', '.env.example']) write(path, `${read(path)}\n# MINE=1\n`);
    },
    leaves: [
      ['src/settings.ts', "readInteger(env, 'MINE'"],
      ['.env.example', '# MINE=1'],
      ['.env', '# MINE=1'],
    ],
  },
  {
    name: 'a deleted page',
    make: ({ replace, remove }) => {
      remove('views/contact.eta');
      replace('src/pages.ts', "  page('/contact', requireSignIn, show('contact'));\n", '');
      replace('test/pages.test.ts', "    ['/contact', 'You are at the Contact page!!'],\n", '');
    },
    leaves: [],
    gone: ['views/contact.eta'],
  },
  {
    name: 'a changed layout',
    make: ({ replace }) => {
      replace('views/layout.eta', "'About', 'Contact', 'Products'", "'About', 'Products'");
      replace('views/layout.eta', '  </body>', '    <footer>Mine</footer>\n  </body>');
    },
    leaves: [
      ['views/layout.eta', '<footer>Mine</footer>'],
      ['views/layout.eta', "'About', 'Products'"],
    ],
  },
  {
    name: 'an added dependency',
    make: ({ replace }) => {
      const added = '"dependencies": {\n    "cookie-parser": "^1.4.7",';
      replace('package.json', '"dependencies": {', added);
    },
    leaves: [['package.json', '"cookie-parser": "^1.4.7"']],
  },
  {
    name: 'a moved file',
    make: ({ move, replace }) => {
      move('src/http/headers.ts', 'src/security/headers.ts');
      replace('src/app.ts', './http/headers.', './security/headers.');
    },
    leaves: [
      ['src/security/headers.ts', 'export function securityHeaders'],
      ['src/app.ts', './security/headers.'],
    ],
    gone: ['src/http/headers.ts'],
  },
  {
    name: 'changed line ends',
    make: ({ read, write }) => {
      for (const path of ['public/style.css', 'src/errors.ts']) {
        write(path, read(path).replaceAll('\n', '\r\n'));
      }
    },
    leaves: [],
    crlf: ['public/style.css', 'src/errors.ts'],
  },
  {
    name: 'a changed test',
    make: ({ replace }) => {
      replace(
        'test/next-path.test.ts',
        "  '/products#chairs',",
        "  '/products#chairs',\n  '/products#mine',",
      );
    },
    leaves: [['test/next-path.test.ts', "'/products#mine',"]],
  },
];

/** A path of a site, in its language. */
export function pathIn(language: Language, path: string): string {
  return language === 'javascript' ? path.replace(/\.ts$/, '.js') : path;
}

/** Makes edits in a folder. @throws Error where a site is not as they expect it */
export function makeEdits(
  directory: string,
  language: Language,
  edits: readonly TypicalEdit[],
): void {
  const at = (path: string) => join(directory, pathIn(language, path));
  const read = (path: string) => readFileSync(at(path), 'utf8');
  const write = (path: string, text: string) => writeFileSync(at(path), text);
  const site: Site = {
    read,
    write,
    replace: (path, from, to) => {
      const text = read(path);
      if (!text.includes(from)) throw new Error(`${path} does not have: ${from}`);
      write(path, text.replace(from, to));
    },
    move: (from, to) => {
      mkdirSync(dirname(at(to)), { recursive: true });
      renameSync(at(from), at(to));
    },
    remove: (path) => rmSync(at(path)),
  };
  for (const { make } of edits) make(site);
}

/** What of some edits is not there any more, in words; empty where nothing is lost. */
export function lostOf(
  directory: string,
  language: Language,
  edits: readonly TypicalEdit[],
): string[] {
  const at = (path: string) => join(directory, pathIn(language, path));
  const textOf = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : '');
  return edits.flatMap(({ name, leaves, gone = [], crlf = [] }) => [
    ...leaves
      .filter(([path, text]) => !textOf(path).includes(text))
      .map(([path, text]) => `${name}: ${path} has lost ${text}`),
    ...gone.filter((path) => existsSync(at(path))).map((path) => `${name}: ${path} is back`),
    ...crlf
      .filter((path) => !textOf(path).includes('\r\n') || /(?<!\r)\n/.test(textOf(path)))
      .map((path) => `${name}: ${path} has other line ends`),
  ]);
}
