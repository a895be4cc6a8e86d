import { auditCommand } from './audit/command.ts';
import type { CliCommand } from './command.ts';
import { completionCommand } from './completion/command.ts';
import { createCommand } from './create/command.ts';
import { decodeCommand } from './decode/command.ts';
import { devCommand } from './dev/command.ts';
import { inspectCommand } from './inspect/command.ts';
import { learnCommand } from './learn/command.ts';
import { simulateCommand } from './simulate/command.ts';
import { updateCommand } from './update/command.ts';

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly CliCommand[] = [
  createCommand,
  simulateCommand,
  auditCommand,
  inspectCommand,
  decodeCommand,
  devCommand,
  updateCommand,
  learnCommand,
  completionCommand,
];
