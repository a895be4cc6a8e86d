import { spawn } from '@lydell/node-pty';
import xterm, { type IBufferCell, type IBufferLine } from '@xterm/headless';

export const COLUMNS = 80;
const ROWS = 30;
const LAST_WORDS_MS = 100;

/** The colours that the command uses, by their numbers in a terminal's palette. */
const COLORS: Readonly<Record<number, Color>> = { 1: 'bad', 2: 'good', 6: 'command' };

/** Text that looks the same from its first to its last character. */
export interface Run {
  /** Where it begins, from 0. */
  column: number;
  text: string;
  bold: boolean;
  color: Color;
}

/** What a text is, as the command paints it. */
export type Color = 'text' | 'quiet' | 'good' | 'bad' | 'command';

export type Line = readonly Run[];

/**
 * Runs a program in a real pseudo-terminal with colours, and answers all that it printed there.
 *
 * @throws where it fails
 */
export function record(
  program: string,
  args: string[],
  place: { cwd: string; env: Record<string, string> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const looks = { cols: COLUMNS, rows: ROWS, name: 'xterm-256color' };
    const pty = spawn(program, args, { ...looks, ...place });
    pty.onData((data) => {
      output += data;
    });
    pty.onExit(({ exitCode }) => {
      // What it printed last may arrive later.
      setTimeout(() => {
        if (exitCode === 0) resolve(output);
        else reject(new Error(`${args.join(' ')} ended with ${exitCode}:\n${output}`));
      }, LAST_WORDS_MS);
    });
  });
}

/** What a terminal shows, scrolled-off lines included, once it was sent this. */
export async function screenOf(output: string): Promise<Line[]> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => lineOf(active.getLine(row)));
  terminal.dispose();
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

/** The text of a line, without its looks. */
export function textOf(line: Line): string {
  return line.reduce((text, run) => text.padEnd(run.column) + run.text, '');
}

function lineOf(row: IBufferLine | undefined): Line {
  const runs: Run[] = [];
  for (let column = 0; column < COLUMNS; column += 1) {
    const cell = row?.getCell(column);
    if (!cell) continue;
    const text = cell.getChars() || ' ';
    const look = { bold: cell.isBold() > 0, color: colorOf(cell) };
    const last = runs.at(-1);
    if (last?.bold === look.bold && last.color === look.color) last.text += text;
    else runs.push({ column, text, ...look });
  }
  return runs.flatMap(withoutGaps);
}

/** A run's words: two spaces or more are a gap, after which its next part stands in a column of its own. */
function withoutGaps(run: Run): Run[] {
  return [...run.text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => ({
    ...run,
    column: run.column + index,
    text,
  }));
}

function colorOf(cell: IBufferCell): Color {
  if (cell.isFgDefault()) return cell.isDim() ? 'quiet' : 'text';
  const color = COLORS[cell.getFgColor()];
  if (!color) throw new Error(`Colour ${cell.getFgColor()} has no name: give it one in COLORS.`);
  return color;
}
