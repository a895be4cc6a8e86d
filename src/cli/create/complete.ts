import { homedir } from 'node:os';
import { resolve, sep } from 'node:path';
import { packageName } from '../../create/names.ts';
import {
  choicesOf,
  LANGUAGE,
  type Language,
  MODE,
  PACKAGE_MANAGER,
  type SiteOptions,
  STORE,
  withDefaults,
} from '../../create/options.ts';
import { surveyTarget } from '../../create/writing/write.ts';
import { Failure } from '../../failure.ts';
import type { PackageManager } from '../../project/package-manager.ts';
import type { Screen } from '../screen.ts';

/** The names of commands, which are not accepted as folders. */
const COMMANDS = [
  'help',
  'create',
  'simulate',
  'audit',
  'inspect',
  'update',
  'dev',
  'decode',
  'learn',
  'completion',
];

/** The typed options of a site, with `--ts`, `--js` and `--force`. */
type Typed = Partial<Omit<SiteOptions, 'directory'>> & { ts?: true; js?: true; force?: true };

/**
 * Fills in the options that were not typed: by questions, or by defaults.
 *
 * @param person the screen for questions; undefined if nobody can be asked
 * @throws Failure `usage`, `invalid-name`, `directory-not-empty`, or `interrupted` at a question
 */
export async function completeOptions(
  typedDirectory: string | undefined,
  typed: Typed,
  userAgent: string | undefined,
  person: Pick<Screen, 'error' | 'questions'> | undefined,
  signal: AbortSignal,
): Promise<Required<SiteOptions>> {
  const { mode, store } = typed;
  const language = languageOf(typed);
  const packageManager = typed.packageManager ?? startedBy(userAgent);
  // Before the first question: otherwise a person would answer all of them before seeing the error.
  if (typedDirectory !== undefined) checkDirectory(typedDirectory, typed.force ?? false);
  if (person) {
    const { askChoice, askDirectory } = await import('./questions.ts');
    const check = (directory: string) => checkDirectory(fromHome(directory), typed.force ?? false);
    return {
      directory: typedDirectory ?? fromHome(await askDirectory(check, person, signal)),
      mode: mode ?? (await askChoice(MODE, person, signal)),
      store: store ?? (await askChoice(STORE, person, signal)),
      language: language ?? (await askChoice(LANGUAGE, person, signal)),
      packageManager,
    };
  }
  if (typedDirectory !== undefined) {
    return withDefaults({ directory: typedDirectory, mode, store, language, packageManager });
  }
  throw new Failure('usage', [
    'The directory for the site is missing. For example:',
    '  npx create-session-app my-app --yes',
  ]);
}

/**
 * Refuses a directory that cannot hold a site, whatever the other options are.
 *
 * @throws Failure `usage`, `invalid-name` or `directory-not-empty`
 */
function checkDirectory(directory: string, force: boolean): void {
  if (directory === '') throw new Failure('usage', 'The directory for the site needs a name.');
  if (/\p{Control}/u.test(directory)) {
    throw new Failure(
      'usage',
      'The directory name has a control character in it. Type it again without.',
    );
  }
  if (COMMANDS.includes(directory)) {
    throw new Failure(
      'usage',
      `"${directory}" is the name of a command. For a site in a folder of that name, type ./${directory}. For help, see --help.`,
    );
  }
  packageName(directory);
  surveyTarget(resolve(directory), [], force);
}

/**
 * The language that was typed, in any form; undefined if none was.
 *
 * @throws Failure `usage` if two forms contradict each other
 */
function languageOf({ language, ts, js }: Typed): Language | undefined {
  const forms: Array<{ form: string; means: Language }> = [];
  if (language) forms.push({ form: `--language ${language}`, means: language });
  if (ts) forms.push({ form: '--ts', means: 'typescript' });
  if (js) forms.push({ form: '--js', means: 'javascript' });
  const [first, ...others] = forms;
  const other = others.find(({ means }) => means !== first?.means);
  if (first && other) {
    throw new Failure(
      'usage',
      `${first.form} and ${other.form} contradict each other. Leave one of them out.`,
    );
  }
  return first?.means;
}

/** In an answer, no shell replaces the tilde. */
function fromHome(directory: string): string {
  return directory === '~' || directory.startsWith('~/') || directory.startsWith(`~${sep}`)
    ? homedir() + directory.slice(1)
    : directory;
}

/** `npm/11.0.0 node/v22.0.0 …` → `npm`; an unknown program counts as the default. */
function startedBy(userAgent = ''): PackageManager {
  const name = userAgent.split('/')[0];
  return choicesOf(PACKAGE_MANAGER).find((known) => known === name) ?? PACKAGE_MANAGER.default;
}
