/** A text with at most so many characters; an ellipsis shows where it was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** A value as a short JSON text. */
export function jsonText(value: unknown, most: number, indent?: number): string {
  return cut(JSON.stringify(value, null, indent) ?? 'undefined', most);
}
