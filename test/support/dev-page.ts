import { parseFlow } from '../../src/flows/file/file.ts';
import type { Flow } from '../../src/flows/flow.ts';

/** The page of a `dev`, as its script asks for what it shows. */
export class DevPage {
  readonly url: URL;
  readonly token: string;
  key = '';

  /** @param link as `dev` tells it */
  constructor(link: string) {
    this.url = new URL('/', link);
    this.token = new URL(link).hash.slice(1);
  }

  async enter(): Promise<this> {
    const response = await this.ask('/enter', { token: this.token });
    this.key = (await response.json()).key ?? '';
    return this;
  }

  ask(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(new URL(path, this.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.key}`,
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  /** The messages on its stream, until so many have come. */
  async messages(count: number): Promise<Array<Record<string, unknown>>> {
    const response = await this.ask('/events', {});
    const lines: string[] = [];
    let rest = '';
    for await (const piece of (response.body ?? new ReadableStream()).pipeThrough(
      new TextDecoderStream(),
    )) {
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.filter(Boolean));
      if (lines.length >= count) break;
    }
    return lines.slice(0, count).map((line) => JSON.parse(line));
  }

  /** The numbers of the requests that it shows, or of those to some paths. */
  async requests(paths?: readonly string[]): Promise<number[]> {
    const [all] = await this.messages(1);
    const entries = Array.isArray(all?.entries) ? all.entries : [];
    return entries
      .filter(({ type, path }) => type === 'request' && (!paths || paths.includes(path)))
      .map(({ number }) => number);
  }

  /** The flow of the requests of these numbers. */
  async flow(numbers: number[]): Promise<{ flow: Flow; text: string; notes: string[] }> {
    const response = await this.ask('/flow', { numbers, name: 'clicked' });
    const { text, notes } = await response.json();
    return { flow: parseFlow(String(text), 'clicked'), text, notes };
  }
}
