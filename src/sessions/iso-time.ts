const DAY_MS = 86_400_000;
const NUMBERS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** The dates of days since 1970: many sessions share a few. */
const dates = new Map<number, string>();
const MOST_DATES = 1_000;

/** A time as ISO 8601, like `toISOString` but five times as fast: that would take a quarter of all reading. */
export function isoTime(time: Date): string {
  const days = Math.floor(time.getTime() / DAY_MS);
  const date = dates.get(days) ?? dateOn(days, time);
  const rest = time.getTime() - days * DAY_MS;
  const [hours, minutes] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60];
  const [seconds, milliseconds] = [Math.floor(rest / 1_000) % 60, rest % 1_000];
  const fraction = milliseconds < 100 ? String(milliseconds).padStart(3, '0') : milliseconds;
  return `${date}${NUMBERS[hours]}:${NUMBERS[minutes]}:${NUMBERS[seconds]}.${fraction}Z`;
}

function dateOn(days: number, time: Date): string {
  const date = time.toISOString().slice(0, -'00:00:00.000Z'.length);
  if (dates.size < MOST_DATES) dates.set(days, date);
  return date;
}
