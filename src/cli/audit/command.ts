import { type Command, Option } from 'commander';
import { type CliCommand, failureLine } from '../command.ts';
import { addAppFlags, addUserFlags, type SiteFlags, timeoutFlag } from '../site-flags.ts';
import { typedBefore } from '../typed-before.ts';

/** What was typed. */
export interface AuditFlags extends SiteFlags {
  level: '1' | '2' | '3';
  verbose?: true;
  json?: true;
}

/** `audit` on the command line. */
export const auditCommand: CliCommand = {
  name: 'audit',
  summary: "try an app's sign-in and sessions, rule by rule",
  description:
    "Try an app's sign-in and sessions, rule by rule, and show what holds, what is broken, and what proves it.",
  json: { lines: true, failure: failureLine },
  examples: [
    'session-app audit ./my-app',
    'session-app audit ./other --start "node server.js" --user alice --password-stdin',
    'session-app audit --store redis --level 3',
  ],
  define: (command, surroundings) =>
    addUserFlags(addAppFlags(command))
      .addOption(
        new Option('--level <n>', 'the level of OWASP ASVS 5.0')
          .choices(['1', '2', '3'])
          .default('2'),
      )
      .option('-v, --verbose', 'show what held too')
      .addOption(timeoutFlag())
      .option('--json', 'print one JSON object per line')
      .action(async (directory: string | undefined, flags: AuditFlags, self: Command) => {
        const { runAudit } = await import('./run.ts');
        await runAudit(directory, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};
