/** A file's bytes as git would store them, and whether the file had Windows line ends. */
export interface UnixText {
  bytes: Buffer;
  /** Whether every line ended with CR and LF. */
  crlf: boolean;
}

/**
 * Removes the CRs from a file if every line ends with CR and LF. A file with both kinds of line ends is left as it is,
 * as it is unclear which of them are meant.
 */
export function withUnixLineEnds(bytes: Buffer): UnixText {
  // One character per byte, whatever the encoding is.
  const text = bytes.toString('latin1');
  const crlf = text.includes('\n') && !/(?<!\r)\n/.test(text);
  return crlf
    ? { bytes: Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'), crlf }
    : { bytes, crlf };
}

/** The opposite: gives each line the line end of the owner's file. */
export function withLineEndsOf({ crlf }: Pick<UnixText, 'crlf'>, bytes: Buffer): Buffer {
  if (!crlf) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

/** Whether git would treat a file as binary: there is a zero byte among its first 8,000 bytes. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}
