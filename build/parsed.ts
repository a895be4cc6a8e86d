/** Code for a JSON value. A large table is loaded faster with `JSON.parse` than as code. */
export function parsed(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}
