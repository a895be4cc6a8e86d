import prompts from 'prompts';
import { Failure } from '../failure.ts';
import { type Axis, choicesOf } from '../scaffold/options.ts';

/** Asks where the site goes. */
export async function askDirectory(): Promise<string> {
  const answer = await ask({
    type: 'text',
    message: 'Where should the site go?',
    initial: 'my-app',
    validate: (directory: string) => directory.trim() !== '' || 'Its directory needs a name.',
  });
  return String(answer).trim();
}

/** Asks for one of an axis's choices; each is shown with the line that says what it means. */
export async function askChoice<Name extends string>(axis: Axis<Name>): Promise<Name> {
  const names = choicesOf(axis);
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const answer = await ask({
    type: 'select',
    message: axis.question,
    choices: names.map((name) => ({ title: name.padEnd(width) + axis.choices[name], value: name })),
    initial: names.indexOf(axis.default),
  });
  return names.find((name) => name === answer) ?? axis.default;
}

/** Asks for a yes; no is the default. */
export async function askConsent(message: string): Promise<boolean> {
  return (await ask({ type: 'confirm', message, initial: false })) === true;
}

async function ask(question: Omit<prompts.PromptObject<'answer'>, 'name'>): Promise<unknown> {
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
}
