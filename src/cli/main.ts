import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ROOT } from '../root.ts';
import { failureLine } from './command.ts';
import { createCommand } from './create/command.ts';
import { endingOf } from './exit.ts';
import { interruptSignal, leave } from './interruption.ts';
import { buildProgram, CREATES } from './program.ts';
import { openScreen, type Screen } from './screen.ts';
import { typedCommand } from './typed-command.ts';

/** Runs the command line of this process, and ends the process with its exit code. */
export async function run(): Promise<void> {
  const options = optionsIn(process.argv);
  const signal = interruptSignal();
  const screen = await openScreen(options.includes('--no-color'), signal);
  const surroundings = {
    screen,
    signal,
    // To open it takes 5 ms, and few commands read it.
    stdin: () => process.stdin,
    env: process.env,
  };
  const program = buildProgram(ownName(), ownVersion(), surroundings);
  try {
    await program.parseAsync();
  } catch (error) {
    const { exitCode, failure } = endingOf(error);
    process.exitCode = exitCode;
    if (!failure) return leave(signal);
    const command = typedCommand(
      program,
      options,
      program.name() === CREATES ? createCommand : undefined,
    );
    const json = command?.json ?? { lines: false, failure: failureLine };
    // After what a command has printed already, it could not be told apart from that.
    if (options.includes('--json') && (json.lines || !screen.hasResults)) {
      screen.data(JSON.stringify(json.failure(failure), null, json.lines ? 0 : 2));
    }
    // Nobody foresaw it: only its stack trace can tell more.
    if (failure.code === 'unforeseen') throw error;
    sayEnding(failure, screen);
  }
  await leave(signal);
}

function sayEnding({ code, message }: { code: string; message: string }, screen: Screen): void {
  // On a terminal the last line of the results says so already.
  if (code === 'check-failed' && screen.terminal) return;
  if (code === 'interrupted') {
    // The terminal has put a "^C" there.
    screen.progress(undefined);
    screen.say(message);
  } else {
    screen.error(message);
  }
}

/** What was typed, up to where options end. */
function optionsIn(argv: readonly string[]): string[] {
  const typed = argv.slice(2);
  return typed.includes('--') ? typed.slice(0, typed.indexOf('--')) : typed;
}

function ownName(): string {
  return basename(process.argv[1] ?? 'create-session-app', '.js');
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('package.json', ROOT), 'utf8');
  return JSON.parse(manifest).version;
}
