/** Code for a value that JSON can say. As a text, a table is there sooner than as code. */
export function parsed(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}
