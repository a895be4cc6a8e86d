import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ROOT } from '../root.ts';
import { runCreate } from './commands/create.ts';
import { endingOf } from './exit.ts';
import { buildProgram } from './program.ts';
import { emptyReport } from './report.ts';
import { openScreen } from './screen.ts';

/** Runs the command line of this process and sets its exit code. */
export async function run(): Promise<void> {
  const screen = await openScreen();
  const report = emptyReport();
  const surroundings = {
    screen,
    signal: interruptSignal(),
    userAgent: process.env.npm_config_user_agent,
    stdin: process.stdin,
    env: process.env,
  };
  const program = buildProgram(ownName(), ownVersion(), {
    create: (directory, flags) => runCreate(directory, flags, surroundings, report),
    simulate: async (directory, flags) => {
      const { runSimulate } = await import('./commands/simulate.ts');
      await runSimulate(directory, flags, surroundings);
    },
  });
  const printReport = () => {
    if (wantsJson(process.argv)) screen.data(JSON.stringify(report, null, 2));
  };

  try {
    await program.parseAsync();
    report.success = true;
    printReport();
  } catch (error) {
    const { exitCode, failure } = endingOf(error);
    process.exitCode = exitCode;
    if (!failure) return;
    report.error = failure;
    printReport();
    // Nobody foresaw it: only its stack trace can tell more.
    if (failure.code === 'unforeseen') throw error;
    screen.say(`${screen.paint.bad('error')} ${failure.message}`);
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

/** Wrong usage is told as JSON too, and then nothing was parsed. */
function wantsJson(argv: readonly string[]): boolean {
  const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return options.includes('--json');
}

function ownName(): string {
  return basename(process.argv[1] ?? 'create-session-app', '.js');
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('package.json', ROOT), 'utf8');
  return JSON.parse(manifest).version;
}
