/** The name as accounts are listed under it, however it was typed: "José" is one name in both Unicode forms. */
export function userNameOf(text: string): string {
  return text.normalize('NFC').trim();
}
