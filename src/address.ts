/** An address without its query, and without what only a browser sees. */
export function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '');
}

/** A text of an address or a cookie without its percent signs; as it is where it is encoded wrongly. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
