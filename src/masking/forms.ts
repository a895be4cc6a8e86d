/** A text as it may be in others: as it is, in base64 at any place of a longer text, in hex, and in addresses. */
export function encodedForms(text: string): Set<string> {
  const plain = [text, Buffer.from(text).toString('hex'), ...inBase64(text)];
  // A half of a character cannot be in an address.
  const once = plain.map((form) => encodeURIComponent(Buffer.from(form).toString()));
  return new Set([...plain, ...once, ...once.map(encodeURIComponent)]);
}

/** Base64 takes three bytes at a time, so it depends on what is before: here, only characters that do not. */
function inBase64(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from('\0'.repeat(before) + text);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];
  });
}
