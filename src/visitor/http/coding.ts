import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { errorCode } from '../../failure.ts';

/** The forms of each coding. Some servers send `deflate` without its header, and browsers accept that. */
const DECODERS: Readonly<Record<string, ReadonlyArray<typeof gunzipSync>>> = {
  gzip: [gunzipSync],
  'x-gzip': [gunzipSync],
  deflate: [inflateSync, inflateRawSync],
  br: [brotliDecompressSync],
};

/** What begins the error of a body that is not what its header says. */
export const MISCODED = 'Content-Encoding says ';

/**
 * A body as its Content-Encoding says, which a browser decodes even where it did not ask for it. Undefined if it cannot
 * be decoded; other codings, and what would be too long, are left as they are.
 *
 * @param most how many bytes may come of it
 */
export function decoded(body: Buffer, coding: string, most: number): Buffer | undefined {
  const decoders = DECODERS[coding.trim().toLowerCase()];
  if (!decoders || body.length === 0) return body;
  for (const decode of decoders) {
    try {
      return decode(body, { maxOutputLength: most });
    } catch (error) {
      if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') return body;
    }
  }
  return undefined;
}
