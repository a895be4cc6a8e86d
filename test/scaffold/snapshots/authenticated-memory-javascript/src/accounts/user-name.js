/**
 * The name as accounts are listed under it, however it was typed: "José" is one name in both Unicode forms.
 *
 * @param {string} text
 * @returns {string}
 */
export function userNameOf(text) {
  return text.normalize('NFC').trim();
}
