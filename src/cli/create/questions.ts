import prompts from 'prompts';
import { type AskedAxis, choicesOf } from '../../create/options.ts';
import { Failure } from '../../failure.ts';
import type { Screen } from '../screen.ts';

/** The person to ask: the terminal for questions, and a function for invalid answers. */
export type Person = Pick<Screen, 'questions' | 'error'>;

const DIRECTORY = 'my-app';

/** How many names are tried. */
const MOST_NUMBERS = 98;

/**
 * Asks where the site goes. If the default folder exists already, a free name is offered.
 *
 * @param check throws a `Failure` if a directory cannot hold a site; then the question is asked again. `validate` of
 *   `prompts` is not used for this, because it loses count of its lines
 */
export async function askDirectory(
  check: (directory: string) => void,
  person: Person,
  signal: AbortSignal,
): Promise<string> {
  let initial = DIRECTORY;
  for (;;) {
    const answer = await ask(
      { type: 'text', message: 'Where should the site go?', initial },
      person,
      signal,
    );
    const directory = String(answer).trim();
    const fault = faultFound(() => check(directory));
    if (fault === undefined) return directory;
    person.error(fault.lines);
    initial = fault.code === 'directory-not-empty' ? freeName(directory, check) : DIRECTORY;
  }
}

/** `shop-2` if `shop` is taken. */
function freeName(taken: string, check: (directory: string) => void): string {
  const path = taken.replace(/[\\/]+$/, '');
  const isHere = /(^|[\\/])\.{1,2}$/.test(path);
  const stem = isHere ? DIRECTORY : path;
  const numbered = Array.from({ length: MOST_NUMBERS }, (_, index) => `${stem}-${index + 2}`);
  const names = isHere ? [stem, ...numbered] : numbered;
  return names.find((name) => faultFound(() => check(name)) === undefined) ?? DIRECTORY;
}

/** Asks for one of an axis's choices; each is shown with its description. */
export async function askChoice<Name extends string>(
  axis: AskedAxis<Name>,
  person: Person,
  signal: AbortSignal,
): Promise<Name> {
  const names = choicesOf(axis);
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const answer = await ask(
    {
      type: 'select',
      message: axis.question,
      hint: 'arrow keys, then Enter',
      choices: names.map((name) => ({
        title: name.padEnd(width) + axis.choices[name],
        value: name,
      })),
      initial: names.indexOf(axis.default),
    },
    person,
    signal,
  );
  return names.find((name) => name === answer) ?? axis.default;
}

/** Asks for a yes; the default is no. */
export async function askConsent(
  message: string,
  person: Person,
  signal: AbortSignal,
): Promise<boolean> {
  return (await ask({ type: 'confirm', message, initial: false }, person, signal)) === true;
}

function faultFound(check: () => void): Failure | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function ask(
  question: Omit<prompts.PromptObject<'answer'>, 'name'>,
  { questions }: Person,
  signal: AbortSignal,
): Promise<unknown> {
  // A prompt only listens to keys: any other interruption is passed to it as Ctrl-C, so that it tidies up.
  const pressCtrlC = () => process.stdin.emit('keypress', '\x03', { name: 'c', ctrl: true });
  signal.addEventListener('abort', pressCtrlC);
  try {
    const { answer } = await prompts(
      // Stdout is only for results.
      { ...question, name: 'answer', stdout: questions },
      {
        onCancel: () => {
          throw new Failure('interrupted', 'Interrupted. Nothing was written.');
        },
      },
    );
    return answer;
  } finally {
    signal.removeEventListener('abort', pressCtrlC);
  }
}
