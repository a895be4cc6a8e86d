import { spawn } from '@lydell/node-pty';
import xterm, { type IBufferCell, type IBufferLine } from '@xterm/headless';

export const COLUMNS = 80;
const ROWS = 30;
const LAST_WORDS_MS = 100;

/** The colours that the command uses, by number in the palette of a terminal. */
const COLORS: Readonly<Record<number, Color>> = { 1: 'bad', 2: 'good', 6: 'command' };

/** A piece of text with one style. */
export interface Run {
  /** Its first column, from 0. */
  column: number;
  text: string;
  bold: boolean;
  color: Color;
}

/** The meaning of a colour. */
export type Color = 'text' | 'quiet' | 'good' | 'bad' | 'command';

export type Line = readonly Run[];

/**
 * Runs a program in a pseudo-terminal with colours, and returns its output.
 *
 * @throws if the program fails
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
      // The last output may arrive after the exit.
      setTimeout(() => {
        if (exitCode === 0) resolve(output);
        else reject(new Error(`${args.join(' ')} ended with ${exitCode}:\n${output}`));
      }, LAST_WORDS_MS);
    });
  });
}

/** The lines of a terminal after some output, including those that have scrolled away. */
export async function screenOf(output: string): Promise<Line[]> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => lineOf(active.getLine(row)));
  terminal.dispose();
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

/** The text of a line, without styles. */
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

/** Splits a run at gaps of two spaces or more: the text after a gap is a column of its own. */
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
