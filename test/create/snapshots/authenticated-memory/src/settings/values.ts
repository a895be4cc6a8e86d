// This folder reads and checks the settings. To add or change one, edit `settings.ts`, one folder up: it reads each
// setting with a function from this file. `env-file.ts` reads `.env`, `hosts.ts` and `proxies.ts` read one setting
// each, and `site.ts` knows the site's name and folder.

/** A setting that the site cannot start with. The message says which setting, and what it must be. */
export class SettingError extends Error {
  constructor(name: string, mustBe: string, hint: string = '') {
    super(
      `${name} must be ${mustBe}. Set it in .env, as .env.example does, or in the environment.${hint}`,
    );
  }
}

/** The default of a setting, and the smallest and largest value it may have. */
interface Range {
  default: string;
  min: string;
  max: string;
}

/** Reads a whole number. */
export function readInteger(env: NodeJS.ProcessEnv, name: string, range: Range): number {
  return readInRange(env, name, range, 'a whole number', parseInteger);
}

/** Reads a time such as 30m, in milliseconds. */
export function readDuration(env: NodeJS.ProcessEnv, name: string, range: Range): number {
  return readInRange(env, name, range, 'a time such as 30m, 2h or 7d,', parseDuration);
}

function readInRange(
  env: NodeJS.ProcessEnv,
  name: string,
  range: Range,
  kind: string,
  parse: (text: string) => number,
): number {
  const text = env[name] || range.default;
  const value = parse(text);
  if (value >= parse(range.min) && value <= parse(range.max)) return value;
  throw new SettingError(name, `${kind} from ${range.min} to ${range.max}, not "${text}"`);
}

/** NaN, which is in no range, for anything that is not a whole number. */
function parseInteger(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDuration(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count) * (UNITS_MS[unit] ?? 0);
}

/** Reads values separated by commas. */
export function readList(env: NodeJS.ProcessEnv, name: string): string[] {
  return (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
