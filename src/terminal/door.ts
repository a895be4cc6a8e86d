import { type Paint, PLAIN } from './paint.ts';
import { printable } from './printable.ts';

/** The only way to a terminal: it lets through visible text and our own colours, and nothing else. */
export interface Door {
  /** Colours for what goes through this door. */
  readonly paint: Paint;
  /** A line for the terminal: without line breaks, and without control sequences except colours from `paint`. */
  line(text: string): string;
}

/** A door for text without colours. */
export const PLAIN_DOOR: Door = { paint: PLAIN, line: printable };

/** The character that begins each control sequence. */
const ESC = '\x1b';

/**
 * Opens a door. For a colour, `paint` writes a secret word instead of the character that begins a control sequence: a
 * word that is random for this process, and is never printed. The door replaces the word by the character, and makes
 * everything else printable. So a colour that comes from outside is shown as text: nobody outside can know the word.
 */
export async function openDoor(): Promise<Door> {
  const { default: kleur } = await import('kleur');
  kleur.enabled = true;
  // Loading node:crypto takes 3 ms, which a run without colours need not pay for.
  const secret = process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex');
  const marks = new RegExp(`${secret}(\\[\\d+m)`);
  const painter = (style: (text: string) => string) => (text: string) =>
    text === '' ? '' : style(printable(text)).replaceAll(ESC, secret);
  return {
    paint: {
      strong: painter(kleur.bold),
      good: painter(kleur.green),
      bad: painter(kleur.red),
      quiet: painter(kleur.dim),
      command: painter(kleur.cyan),
    },
    line: (text) =>
      text
        .split(marks)
        .map((part, index) => (index % 2 === 0 ? printable(part) : ESC + part))
        .join(''),
  };
}
