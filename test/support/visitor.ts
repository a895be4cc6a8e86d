/** What came back, and what it did to the visitor's cookies. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  /** What became of each cookie that the answer changed, by the last `Set-Cookie`: the cookie's name, whether it was set or cleared, and its other attributes. */
  cookies: Array<{ name: string; action: 'set' | 'clear'; attributes: string }>;
}

/** A cookie jar over `fetch`, which follows no redirect unasked. */
export class Visitor {
  readonly #url: string;
  readonly jar = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The same browser, at another address of the site. */
  at(url: string): Visitor {
    const other = new Visitor(url);
    for (const [name, value] of this.jar) other.jar.set(name, value);
    return other;
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post(path: string, form: Record<string, string> = {}): Promise<Answer> {
    return this.ask('POST', path, form);
  }

  async ask(
    method: string,
    path: string,
    form?: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: { ...(cookie && { cookie }), ...headers },
      redirect: 'manual',
      ...(form !== undefined && {
        body: typeof form === 'string' ? form : new URLSearchParams(form),
      }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
      cookies: lastOfEachName(response.headers.getSetCookie().map((line) => this.#keep(line))),
    };
  }

  #keep(line: string): Answer['cookies'][number] {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (value) this.jar.set(name, value);
    else this.jar.delete(name);
    return {
      name,
      action: value ? 'set' : 'clear',
      attributes: attributes
        .map((attribute) => attribute.replace(/^Expires=.*/, 'Expires=<date>'))
        .sort()
        .join('; '),
    };
  }
}

function lastOfEachName(cookies: Answer['cookies']): Answer['cookies'] {
  return [...new Map(cookies.map((cookie) => [cookie.name, cookie])).values()];
}
