import prompts from 'prompts';
import { type AskedAxis, choicesOf } from '../../create/options.ts';
import { Failure } from '../../failure.ts';

/**
 * Asks where the site goes.
 *
 * @param check throws a `Failure` where no site can go to a directory; it is asked for again then
 * @param refuse says why not. A question that does so itself, as `validate` of `prompts`, loses count of its lines
 */
export async function askDirectory(
  check: (directory: string) => void,
  refuse: (why: readonly string[]) => void,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const answer = await ask(
      { type: 'text', message: 'Where should the site go?', initial: 'my-app' },
      signal,
    );
    const directory = String(answer).trim();
    const fault = faultFound(() => check(directory));
    if (fault === undefined) return directory;
    refuse(fault);
  }
}

/** Asks for one of an axis's choices; each is shown with the line that says what it means. */
export async function askChoice<Name extends string>(
  axis: AskedAxis<Name>,
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
    signal,
  );
  return names.find((name) => name === answer) ?? axis.default;
}

/** Asks for a yes; no is the default. */
export async function askConsent(message: string, signal: AbortSignal): Promise<boolean> {
  return (await ask({ type: 'confirm', message, initial: false }, signal)) === true;
}

function faultFound(check: () => void): readonly string[] | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.lines;
    throw error;
  }
}

async function ask(
  question: Omit<prompts.PromptObject<'answer'>, 'name'>,
  signal: AbortSignal,
): Promise<unknown> {
  // A prompt listens to keys alone: whatever else interrupts us is handed to it as Ctrl-C, and it tidies up.
  const pressCtrlC = () => process.stdin.emit('keypress', '\x03', { name: 'c', ctrl: true });
  signal.addEventListener('abort', pressCtrlC);
  try {
    const { answer } = await prompts(
      // Stdout is for results.
      { ...question, name: 'answer', stdout: process.stderr },
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
