/** A text with a capital letter at its start. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param words without a capital letter and a full stop */
export function sentence(words: string): string {
  return `${capitalized(words)}.`;
}
