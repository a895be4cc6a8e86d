import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ROOT } from '../root.ts';
import { emptyReport } from './create/report.ts';
import { runCreate } from './create/run.ts';
import { endingOf } from './exit.ts';
import { buildProgram } from './program.ts';
import { openScreen, type Screen } from './screen.ts';

/** Runs the command line of this process and sets its exit code. */
export async function run(): Promise<void> {
  const screen = await openScreen(optionsIn(process.argv).includes('--no-color'));
  const report = emptyReport();
  const surroundings = {
    screen,
    signal: interruptSignal(),
    userAgent: process.env.npm_config_user_agent,
    // To open it takes 5 ms, and few commands read it.
    stdin: () => process.stdin,
    env: process.env,
  };
  const program = buildProgram(ownName(), ownVersion(), {
    create: (directory, flags) => runCreate(directory, flags, surroundings, report),
    simulate: async (directory, flags) => {
      const { runSimulate } = await import('./simulate/run.ts');
      await runSimulate(directory, flags, surroundings);
    },
    inspect: async (words, flags) => {
      const { runInspect } = await import('./inspect/run.ts');
      await runInspect(words, flags, surroundings);
    },
    decode: async (cookie, flags) => {
      const { runDecode } = await import('./decode/run.ts');
      await runDecode(cookie, flags, surroundings);
    },
    dev: async (directory, flags) => {
      const { runDev } = await import('./dev/run.ts');
      await runDev(directory, flags, surroundings);
    },
    completion: async (shell, program) => {
      const { runCompletion } = await import('./completion/run.ts');
      runCompletion(shell, program, screen);
    },
  });
  const json = wantsJson(process.argv);

  try {
    await program.parseAsync();
    report.success = true;
    if (json === 'report') screen.data(JSON.stringify(report, null, 2));
  } catch (error) {
    const { exitCode, failure } = endingOf(error);
    process.exitCode = exitCode;
    if (!failure) return;
    report.error = failure;
    if (json === 'report') screen.data(JSON.stringify(report, null, 2));
    // After what a command has printed already, it could not be told apart from that.
    if (json === 'lines' || (json === 'results' && !screen.hasResults)) {
      screen.data(JSON.stringify({ v: 1, type: 'error', ...failure }));
    }
    // Nobody foresaw it: only its stack trace can tell more.
    if (failure.code === 'unforeseen') throw error;
    sayEnding(failure, screen);
  }
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

/** With a listener, a signal waits until files that are being written are all there, or none. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => interrupt.abort());
  }
  return interrupt.signal;
}

/**
 * Wrong usage is told as JSON too, and then nothing was parsed. Create prints one report; what goes on for a while, a
 * line at a time; what only looks, nothing but what it has found.
 */
function wantsJson(argv: readonly string[]): 'report' | 'lines' | 'results' | undefined {
  const options = optionsIn(argv);
  if (!options.includes('--json')) return undefined;
  const command = options.find((word) => !word.startsWith('-'));
  if (command === 'inspect' || command === 'decode') return 'results';
  return command === 'simulate' || command === 'dev' ? 'lines' : 'report';
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
