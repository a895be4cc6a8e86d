/** A setting that the site cannot start with. Its message says which, and what it must be. */
export class SettingError extends Error {
  constructor(name: string, mustBe: string) {
    super(
      `${name} must be ${mustBe}. Set it in .env, as .env.example does, or in the environment.`,
    );
  }
}

/** What a setting is where it is not set, and the least and the most that it may be. */
interface Range {
  usual: string;
  from: string;
  to: string;
}

/** Reads a whole number. */
export function readCount(env: NodeJS.ProcessEnv, name: string, range: Range): number {
  return readWithin(env, name, range, 'a whole number', wholeNumber);
}

/** Reads a time such as 30m, in milliseconds. */
export function readDuration(env: NodeJS.ProcessEnv, name: string, range: Range): number {
  return readWithin(env, name, range, 'a time such as 30m, 2h or 7d,', milliseconds);
}

function readWithin(
  env: NodeJS.ProcessEnv,
  name: string,
  { usual, from, to }: Range,
  kind: string,
  parse: (text: string) => number,
): number {
  const text = env[name] || usual;
  const value = parse(text);
  if (value >= parse(from) && value <= parse(to)) return value;
  throw new SettingError(name, `${kind} from ${from} to ${to}, not "${text}"`);
}

/** What is no whole number is NaN, which lies within nothing. */
function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count) * (UNITS_MS[unit] ?? 0);
}

/** Reads what commas separate. */
export function readList(env: NodeJS.ProcessEnv, name: string): string[] {
  return (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
