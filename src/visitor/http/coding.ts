import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

const DECODERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** What begins the error of a body that is not what its header says. */
export const MISCODED = 'Content-Encoding says ';

/**
 * A body as its Content-Encoding says, which a browser decodes even where it did not ask for it. Undefined if it cannot
 * be decoded; other codings are left as they are.
 *
 * @param most how many bytes may come of it
 */
export function decoded(body: Buffer, coding: string, most: number): Buffer | undefined {
  const decode = DECODERS[coding.trim().toLowerCase()];
  if (!decode || body.length === 0) return body;
  try {
    return decode(body, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}
