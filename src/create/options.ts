import type { PackageManager } from '../project/package-manager.ts';

/** One choice about a site: what it is about, what can be chosen, and the default. */
export interface Axis<Name extends string> {
  readonly about: string;
  readonly default: Name;
  readonly choices: Readonly<Record<Name, string>>;
}

/** An axis that is also a question on a terminal. */
export interface AskedAxis<Name extends string> extends Axis<Name> {
  readonly question: string;
}

export const MODE: AskedAxis<'authenticated' | 'anonymous'> = {
  about: 'when a session begins',
  question: 'When does a session begin?',
  default: 'authenticated',
  choices: {
    authenticated: 'when somebody signs in',
    anonymous: 'on the home page, before any sign-in',
  },
};

export const STORE: AskedAxis<'memory' | 'file' | 'redis'> = {
  about: 'where sessions live',
  question: 'Where do sessions live?',
  default: 'file',
  choices: {
    memory: 'in the process: lost when it restarts',
    file: 'in a folder: kept when it restarts',
    redis: 'in Redis: shared by many machines',
  },
};

export const LANGUAGE: AskedAxis<'typescript' | 'javascript'> = {
  about: 'the language of the code',
  question: 'Which language?',
  default: 'typescript',
  choices: {
    typescript: 'type-checked and compiled',
    javascript: 'runs as it is, nothing to build',
  },
};

export const PACKAGE_MANAGER: Axis<PackageManager> = {
  about: 'the program that installs the dependencies',
  default: 'npm',
  choices: { npm: 'npm', pnpm: 'pnpm', yarn: 'Yarn', bun: 'Bun' },
};

export type Mode = keyof typeof MODE.choices;
export type Store = keyof typeof STORE.choices;
export type Language = keyof typeof LANGUAGE.choices;

/** What a site is made from. Everything but the directory has a default. */
export interface SiteOptions {
  /** Where the site goes; its last part also names the package. */
  directory: string;
  /** When a session begins. Default: `authenticated`. */
  mode?: Mode;
  /** Where sessions live. Default: `file`. */
  store?: Store;
  /** What the site is written in. Default: `typescript`. */
  language?: Language;
  /** Whose commands the site's README shows. Default: `npm`. */
  packageManager?: PackageManager;
}

/** The options with every default filled in. */
export function withDefaults(options: SiteOptions): Required<SiteOptions> {
  return {
    directory: options.directory,
    mode: options.mode ?? MODE.default,
    store: options.store ?? STORE.default,
    language: options.language ?? LANGUAGE.default,
    packageManager: options.packageManager ?? PACKAGE_MANAGER.default,
  };
}

/** The names that an axis takes, in order. */
export function choicesOf<Name extends string>(axis: Axis<Name>): Name[] {
  const isChoice = (name: string): name is Name => name in axis.choices;
  return Object.keys(axis.choices).filter(isChoice);
}
