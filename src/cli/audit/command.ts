import { type Command, Option } from 'commander';
import { type CliCommand, failureLine } from '../command.ts';
import { repeatable } from '../repeatable.ts';
import { addAppFlags, addUserFlags, type SiteFlags, timeoutFlag } from '../site/flags.ts';
import { typedBefore } from '../typed/typed-before.ts';

/** The options, as typed. */
export interface AuditFlags extends SiteFlags {
  level: '1' | '2' | '3';
  report: string[];
  saveFlows?: string;
  baseline?: string;
  iOwnThisHost?: string;
  verbose?: true;
  json?: true;
}

/** `audit` on the command line. */
export const auditCommand: CliCommand = {
  name: 'audit',
  summary: "test an app's sign-in and sessions, rule by rule",
  description:
    "Test an app's sign-in and sessions, rule by rule, and show which rules hold, which are broken, and the evidence.",
  json: { lines: true, failure: failureLine },
  examples: [
    'session-app audit ./my-app',
    'session-app audit ./my-app --report audit.sarif --report audit.html',
    'session-app audit --store redis --level 3 -v',
    'session-app audit ./my-app --json > baseline.json',
  ],
  define: (command, surroundings) =>
    addUserFlags(addAppFlags(command))
      .addOption(
        new Option('--level <n>', 'the level of OWASP ASVS 5.0')
          .choices(['1', '2', '3'])
          .default('2'),
      )
      .addOption(
        repeatable(
          '--report <file>',
          'write a report: .html, .sarif (code scanning), .xml (JUnit) or .md',
        ),
      )
      .option('--save-flows <folder>', 'write each attack that worked as a flow for simulate')
      .option(
        '--baseline <file>',
        'fail only for findings that an earlier --json output did not have',
      )
      .option('--i-own-this-host <host>', 'attack a host other than this machine (--url)')
      .option('-v, --verbose', 'show the rules that held too, and all texts in full')
      .addOption(timeoutFlag())
      .option('--json', 'print one JSON object per line')
      .action(async (directory: string | undefined, flags: AuditFlags, self: Command) => {
        const { runAudit } = await import('./run.ts');
        await runAudit(directory, { ...flags, ...typedBefore(self) }, surroundings);
      }),
};
