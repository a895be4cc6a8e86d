import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inspect } from 'node:util';
import type { Failure } from '../failure.ts';
import { printedLines, quoted } from '../printed.ts';
import { ROOT } from '../root.ts';
import { failureLine } from './command.ts';
import { createCommand } from './create/command.ts';
import { endingOf } from './exit.ts';
import { interruptSignal, leave } from './interruption.ts';
import { buildProgram, CREATES } from './program.ts';
import { openScreen, type Screen } from './screen.ts';
import { typedCommand } from './typed/typed-command.ts';

/** Runs the command line, and ends the process with its exit code. */
export async function run(): Promise<void> {
  const options = optionsIn(process.argv);
  const signal = interruptSignal();
  const screen = await openScreen(options.includes('--no-color'), signal);
  // Node itself would print an uncaught error unmasked.
  process.on('uncaughtException', (error) => {
    const { exitCode, failure } = endingOf(error);
    if (failure) sayEnding(failure, screen);
    if (failure?.code === 'unforeseen') sayTrace(error, screen);
    process.exit(exitCode);
  });
  const surroundings = {
    screen,
    signal,
    // Opening it takes 5 ms, and few commands read it.
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
    const lines = json.lines || (json.linesWith !== undefined && options.includes(json.linesWith));
    // After other output that is not in lines, it could not be distinguished from that.
    if (options.includes('--json') && (lines || !screen.hasResults)) {
      screen.json(json.failure(failure), lines ? 0 : 2);
    }
    sayEnding(failure, screen);
    if (failure.code === 'unforeseen') sayTrace(error, screen);
  }
  await leave(signal);
}

/** For an unexpected error, the stack trace is useful. Like any text, it may quote what came from outside. */
function sayTrace(error: unknown, screen: Screen): void {
  screen.say(quoted(printedLines(inspect(error))));
}

function sayEnding({ code, lines }: Pick<Failure, 'code' | 'lines'>, screen: Screen): void {
  // On a terminal, the last line of the results says so already.
  if (code === 'check-failed' && screen.terminal) return;
  if (code === 'interrupted') {
    // Removes the "^C" of the terminal.
    screen.progress(undefined);
    screen.say(lines);
  } else {
    screen.error(lines);
  }
}

/** The typed words, up to `--`. */
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
