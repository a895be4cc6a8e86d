import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ROOT } from '../root.ts';
import { runCreate } from './commands/create.ts';
import { endingOf } from './exit.ts';
import { buildProgram } from './program.ts';
import { type CreateReport, emptyReport } from './report.ts';
import { openScreen } from './screen.ts';

/** Runs the command line of this process and sets its exit code. */
export async function run(): Promise<void> {
  const screen = await openScreen();
  const interrupt = new AbortController();
  // With a listener, a signal waits until files that are being written are all there, or none.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());

  const report = emptyReport();
  const surroundings = {
    screen,
    signal: interrupt.signal,
    userAgent: process.env.npm_config_user_agent,
  };
  const program = buildProgram(ownName(), ownVersion(), {
    create: (directory, flags) => runCreate(directory, flags, surroundings, report),
  });

  try {
    await program.parseAsync();
    report.success = true;
  } catch (error) {
    const { exitCode, code, message } = endingOf(error);
    process.exitCode = exitCode;
    if (!code || !message) return;
    report.error = { code, message };
    screen.say(`${screen.paint.bad('error')} ${message}`);
  }
  if (process.argv.includes('--json')) printJson(report, screen.data);
}

function printJson(report: CreateReport, print: (text: string) => void): void {
  print(JSON.stringify(report, null, 2));
}

function ownName(): string {
  return basename(process.argv[1] ?? 'create-session-app', '.js');
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('package.json', ROOT), 'utf8');
  return JSON.parse(manifest).version;
}
