const LONGEST = 100;

/**
 * What a name must not hold, as nobody would see it there: control characters, lone halves of characters, what is
 * invisible or turns the writing around, and the one sign that looks like a space and is none.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * The name as accounts are listed under it, however it was typed, or an empty text where it cannot be one. "José" is
 * one name in both Unicode forms, and two names that look the same should not be two accounts.
 *
 * @param {string} text
 * @returns {string}
 */
export function userNameOf(text) {
  // Pages show any run of spaces, of whichever width, as one.
  const name = text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  return UNSEEN.test(name) || [...name].length > LONGEST ? '' : name;
}
