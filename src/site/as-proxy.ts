import type { Request, Response, Sender } from '../visitor/http/http.ts';

/**
 * Passes on what a visitor sends over HTTPS as a proxy on this machine would: over plain HTTP, with the headers
 * `X-Forwarded-…`.
 */
export class AsProxy implements Sender {
  readonly #client: Sender;

  constructor(client: Sender) {
    this.#client = client;
  }

  send(request: Request, signal: AbortSignal): Promise<Response> {
    const url = new URL(request.url);
    url.protocol = 'http:';
    const { from = '127.0.0.1', ...asked } = request;
    request.headers.push(
      ['X-Forwarded-For', from],
      ['X-Forwarded-Host', url.host],
      ['X-Forwarded-Proto', 'https'],
    );
    return this.#client.send({ ...asked, url }, signal);
  }

  close(): void {
    this.#client.close();
  }
}

/** The address that visitors use for a site behind a proxy. */
export function outsideProxy(url: string): string {
  return url.replace(/^http:/, 'https:');
}
