/** A file's bytes as git would store them, and whether its lines ended as on Windows. */
export interface UnixText {
  bytes: Buffer;
  /** True where every line ended in CR and LF. */
  crlf: boolean;
}

/**
 * Takes the CRs out of a file of which every line ends in CR and LF. One with both kinds of line ends is left as it is:
 * which of them are meant, nobody can tell.
 */
export function withUnixLineEnds(bytes: Buffer): UnixText {
  // One character a byte, whatever the encoding is.
  const text = bytes.toString('latin1');
  const crlf = text.includes('\n') && !/(?<!\r)\n/.test(text);
  return crlf
    ? { bytes: Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'), crlf }
    : { bytes, crlf };
}

/** The opposite: gives each line the end that the person's has. */
export function withLineEndsOf({ crlf }: Pick<UnixText, 'crlf'>, bytes: Buffer): Buffer {
  if (!crlf) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

/** Whether git would take a file for binary: there is a zero byte among its first 8,000. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}
