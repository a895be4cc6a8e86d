import type { Command } from 'commander';
import { repeatable } from './repeatable.ts';
import { typedBefore } from './typed-before.ts';

/** What was typed. */
export interface DecodeFlags {
  site?: string;
  dir?: string;
  redis?: string;
  prefix?: string;
  secret: string[];
  reveal?: true;
  json?: true;
}

export const DECODE_EXAMPLES = [
  'decode < cookie.txt',
  'decode --site ./my-app - < cookie.txt',
  "decode 's%3A3q2-7w.bm90IGEgc2lnbmF0dXJl'",
];

/** Adds `decode` to the command line. */
export function describeDecode(
  program: Command,
  action: (cookie: string | undefined, flags: DecodeFlags) => Promise<void>,
): Command {
  return program
    .command('decode')
    .description('say what a session cookie is, and which session it opens')
    .argument('[cookie]', 'the cookie, or - to read it from standard input (default: -)')
    .option('--site <folder>', "the site that it belongs to (default: the working directory's)")
    .option('--dir <folder>', 'the folder of session files to look into')
    .option('--redis <url>', 'the Redis to look into')
    .option('--prefix <text>', 'what the keys of sessions begin with (default: sess:)')
    .addOption(
      repeatable('--secret <text>', 'a secret to check the signature with', 'SESSION_SECRET'),
    )
    .option('--reveal', 'show the whole session id, and secrets')
    .option('--json', 'print one JSON object')
    .action((cookie: string | undefined, flags: DecodeFlags, self: Command) =>
      action(cookie, { ...flags, ...typedBefore(self) }),
    );
}
