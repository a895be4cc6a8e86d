/** Logs the begin and the end of each outage once, though the client reports every attempt to connect. */
export class OutageLog {
  readonly #out = new Set<string>();

  begin(host: string, error: Error & { code?: string }): void {
    if (this.#out.has(host)) return;
    this.#out.add(host);
    // Behind a comma, an old Redis repeats the command that it refused, with the password in it.
    const reason = error.code ?? error.message.split(',')[0];
    console.error(
      `Redis at ${host} does not answer (${reason}). Until it does, pages that need a session answer 503. Check REDIS_URL, and that Redis runs there.`,
    );
  }

  end(host: string): void {
    if (this.#out.delete(host)) console.log(`Redis at ${host} answers again.`);
  }
}
