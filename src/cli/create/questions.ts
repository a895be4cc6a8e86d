import prompts from 'prompts';
import { type AskedAxis, choicesOf } from '../../create/options.ts';
import { Failure } from '../../failure.ts';
import type { Screen } from '../screen.ts';

/** Whoever is asked: the terminal that shows the questions, and what says that an answer will not do. */
export type Person = Pick<Screen, 'questions' | 'error'>;

const DIRECTORY = 'my-app';

/** So many are tried. */
const MOST_NUMBERS = 98;

/**
 * Asks where the site goes. Where something is there already, a name beside it is offered, which is free.
 *
 * @param check throws a `Failure` where no site can go to a directory; it is asked for again then. A question that does so
 *   itself, as `validate` of `prompts`, loses count of its lines
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

/** `shop-2` where `shop` is taken. */
function freeName(taken: string, check: (directory: string) => void): string {
  const path = taken.replace(/[\\/]+$/, '');
  const isHere = /(^|[\\/])\.{1,2}$/.test(path);
  const stem = isHere ? DIRECTORY : path;
  const numbered = Array.from({ length: MOST_NUMBERS }, (_, index) => `${stem}-${index + 2}`);
  const names = isHere ? [stem, ...numbered] : numbered;
  return names.find((name) => faultFound(() => check(name)) === undefined) ?? DIRECTORY;
}

/** Asks for one of an axis's choices; each is shown with the line that says what it means. */
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

/** Asks for a yes; no is the default. */
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
  // A prompt listens to keys alone: whatever else interrupts us is handed to it as Ctrl-C, and it tidies up.
  const pressCtrlC = () => process.stdin.emit('keypress', '\x03', { name: 'c', ctrl: true });
  signal.addEventListener('abort', pressCtrlC);
  try {
    const { answer } = await prompts(
      // Stdout is for results.
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
