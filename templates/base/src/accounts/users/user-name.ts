// This folder has the accounts in `users.json`, and the scripts that change them. This file says what can be a name,
// and is the one to change. You need not change the others.

const MAX_LENGTH = 100;

/**
 * Characters that nobody can see: control characters, lone surrogates, characters that are invisible or change the
 * direction of the text, and U+2800, which looks like a space.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * The one way in which a name is stored, however it was typed. An empty string means that it cannot be a name.
 * Two names that look the same should not be two accounts: "José", for example, can be encoded in two ways.
 */
export function normalizeUserName(text: string): string {
  // HTML shows several spaces as one.
  const name = text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  return INVISIBLE.test(name) || [...name].length > MAX_LENGTH ? '' : name;
}
