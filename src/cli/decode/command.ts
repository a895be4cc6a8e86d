import type { Command } from 'commander';
import { type CliCommand, failureLine } from '../command.ts';
import { repeatable } from '../repeatable.ts';
import { typedBefore } from '../typed/typed-before.ts';

/** The options, as typed. */
export interface DecodeFlags {
  site?: string;
  dir?: string;
  redis?: string;
  prefix?: string;
  database?: string;
  table?: string;
  secret: string[];
  reveal?: true;
  json?: true;
}

/** `decode` on the command line. */
export const decodeCommand: CliCommand = {
  name: 'decode',
  summary: 'explain a session cookie, and find its session',
  description: 'Explain a session cookie: who signed it, and which session it opens.',
  json: { lines: false, failure: failureLine },
  examples: [
    'session-app decode < cookie.txt',
    'session-app decode --site ./my-app - < cookie.txt',
    "session-app decode 's%3A3q2-7w.bm90IGEgc2lnbmF0dXJl'",
  ],
  define: (command, surroundings) =>
    command
      .argument('[cookie]', 'the cookie, or - to read it from standard input (default: -)')
      .option('--site <folder>', 'the site it belongs to (default: the current folder)')
      .option('--dir <folder>', 'a folder of session files to look in')
      .option('--redis <url>', 'a Redis to look in')
      .option('--prefix <text>', "prefix of session keys in Redis (default: the site's, or sess:)")
      .option(
        '--database <url>',
        'a Postgres, MySQL or MariaDB, or an SQLite file; it is only read',
      )
      .option(
        '--table <name>',
        'its table of sessions (default: the one that looks like a session table)',
      )
      .addOption(
        repeatable('--secret <text>', 'a secret to check the signature with', 'SESSION_SECRET'),
      )
      .option('--reveal', 'show the whole session id and other secrets')
      .option('--json', 'print one JSON object')
      .action(async (cookie: string | undefined, flags: DecodeFlags, self: Command) => {
        const { runDecode } = await import('./run.ts');
        await runDecode(cookie, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};
