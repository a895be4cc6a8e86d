/** With deeper JSON, recursive functions would overflow the stack. */
const DEEPEST = 100;

/**
 * Where a JSON text is wrong. The parser's own message quotes the text, which may contain a password.
 *
 * @returns ", at position 12", or an empty string if the parser does not say
 */
export function placeOfMistake(error: unknown): string {
  const [place] = /\bat position \d+/.exec(String(error)) ?? [];
  return place === undefined ? '' : `, ${place}`;
}

/** Whether a JSON value is nested deeper than anybody writes. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}
