import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Aliases } from '../../src/masking/aliases.ts';
import { Secrets } from '../../src/masking/secrets.ts';
import { complete } from '../../src/simulate/observe/step.ts';
import { Client } from '../../src/visitor/http/http.ts';
import { Visitor } from '../../src/visitor/visitor.ts';
import { useBrowser } from '../support/browser.ts';
import { portOf } from '../support/port.ts';

interface Case {
  html: string;
  headers?: Record<string, string>;
}

const PASSWORD = '<input type="password" name="p">';
const USER = '<input name="user">';

/** Pages with a sign-in form, each with something that browsers know of forms. */
const CASES: Record<string, Case> = {
  'no action': { html: `<form method="post">${USER}${PASSWORD}<button>Go</button></form>` },
  'an empty action': {
    html: `<form method="post" action="">${USER}${PASSWORD}<button>Go</button></form>`,
  },
  'a relative action': {
    html: `<form method="post" action="in?a=b#c">${USER}${PASSWORD}<button>Go</button></form>`,
  },
  'a base': {
    html: `<base href="/other/"><form method="post" action="in">${USER}${PASSWORD}<button>Go</button></form>`,
  },
  'a base and no action': {
    html: `<base href="/other/"><form method="post">${USER}${PASSWORD}<button>Go</button></form>`,
  },
  GET: {
    html: `<form action="/in?old=1">${USER}${PASSWORD}<input type="hidden" name="a b" value="ü&=+ ~*"><button name="go" value="1">Go</button></form>`,
  },
  'a method that is none': {
    html: `<form method="delete" action="/in">${USER}${PASSWORD}<button>Go</button></form>`,
  },
  'text/plain': {
    html: `<form method="post" enctype="text/plain">${USER}${PASSWORD}<textarea name="t">\n a\nb ü</textarea><button>Go</button></form>`,
  },
  multipart: {
    html: `<form method="post" enctype="multipart/form-data">${USER}${PASSWORD}<textarea name='t"t'>\n\na\nb ü</textarea><input type="file" name="f"><button name="go" value="1">Go</button></form>`,
  },
  'a file without multipart': {
    html: `<form method="post">${USER}${PASSWORD}<input type="file" name="f"><button>Go</button></form>`,
  },
  'check boxes and radio buttons': {
    html: `<form method="post">${USER}${PASSWORD}<input type="checkbox" name="a"><input type="checkbox" name="b" checked><input type="checkbox" name="c" value="C" checked><input type="CHECKBOX" name="c" value="D" checked>
      <input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked><input type="radio" name="r" value="3" checked><input type="radio" name="s" value="1"><button>Go</button></form>`,
  },
  selects: {
    html: `<form method="post">${USER}${PASSWORD}<select name="a"><option>one  two</option><option value="x">y</select><select name="b"><option value="1" selected>1<option value="2" selected>2</select>
      <select name="c" multiple><option selected>1<option>2<option selected>3</select><select name="d" multiple><option>1</select><select name="e" size="3"><option>1</select>
      <select name="f"><option disabled>1<option>2</select><select name="g"><option value="" disabled selected>Choose<option>2</select><select name="h"><optgroup disabled><option>1</optgroup><option>2</select><select name="i"></select><button>Go</button></form>`,
  },
  'what is disabled': {
    html: `<form method="post">${USER}${PASSWORD}<input name="a" value="1" disabled><fieldset disabled><legend><input name="l" value="1"></legend><input name="b" value="1"><textarea name="c">1</textarea><select name="d"><option>1</select></fieldset><select name="e" disabled><option>1</select><button name="no" disabled>No</button><button name="go" value="1">Go</button></form>`,
  },
  'fields outside of the form': {
    html: `<input name="a" value="1"><input name="b" value="1" form="f"><form id="f" method="post">${USER}${PASSWORD}<input name="c" value="1" form="other"><input name="d" value="1" form="nowhere"><button>Go</button></form><select name="e" form="f"><option>1</select><form id="other"></form>`,
  },
  'a form in a form': {
    html: `<form method="post" action="/outer">${USER}<form action="/inner"><input name="a" value="1">${PASSWORD}<button>Go</button></form>`,
  },
  'a form that begins in another element': {
    html: `<div><form method="post" action="/in">${USER}</div><p>${PASSWORD}<input name="a" value="1"><button>Go</button>`,
  },
  'a form in a table': {
    html: `<table><form method="post" action="/in"><tr><td>${USER}</td></tr><tr><td>${PASSWORD}<button>Go</button></td></tr></form></table>`,
  },
  'hidden fields, and fields without a name': {
    html: `<form method="post"><input type="hidden" name="_charset_"><input type="hidden" name="token" value="a&amp;b&quot;"><input value="no">${USER}${PASSWORD}<input type="hidden" name="n" value="a\nb"><button value="no">Go</button></form>`,
  },
  'buttons of several kinds': {
    html: `<form method="post">${USER}${PASSWORD}<input type="reset" name="a" value="1"><input type="button" name="b" value="1"><button type="button" name="c" value="1">C</button><button type="odd" name="go" value="1">Go</button><input type="submit" name="d" value="1"></form>`,
  },
  'a button with an address of its own': {
    html: `<form method="post" action="/form">${USER}${PASSWORD}<button formaction="/button" formenctype="text/plain" name="go">Go</button></form>`,
  },
  'a button with a method of its own': {
    html: `<form method="post" action="/form">${USER}${PASSWORD}<button formmethod="get">Go</button></form>`,
  },
  'a page that does not say where one comes from': {
    html: `<form method="post" action="/in">${USER}${PASSWORD}<button>Go</button></form>`,
    headers: { 'Referrer-Policy': 'no-referrer' },
  },
  'a page that says its site alone': {
    html: `<meta name="referrer" content="strict-origin"><form method="post" action="/in">${USER}${PASSWORD}<button>Go</button></form>`,
  },
  'what is in a template': {
    html: `<form method="post">${USER}${PASSWORD}<template><input name="a" value="1"></template><button>Go</button></form>`,
  },
};

/** What says of a request what was sent, and from where. */
const COMPARED = [
  'host',
  'content-type',
  'content-length',
  'origin',
  'referer',
  'cookie',
  'upgrade-insecure-requests',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'sec-fetch-user',
];

/** A server with the pages, which says what it was sent. */
class Recorder {
  readonly #server: Server;
  readonly #sent: string[] = [];

  constructor() {
    this.#server = createServer(async (request, response) => {
      const name = new URL(request.url ?? '', 'http://x').searchParams.get('case');
      const page = request.method === 'GET' && name !== null ? CASES[name] : undefined;
      if (page) {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.setHeader('Set-Cookie', [
          'a=1; Path=/',
          'b=2; Path=/pages; Secure',
          'c=3; Domain=localhost; Path=/',
        ]);
        response.writeHead(200, page.headers).end(page.html);
        return;
      }
      const isIcon = request.url === '/favicon.ico';
      if (!isIcon) this.#sent.push(await described(request));
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end('done');
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0);
    await once(this.#server, 'listening');
    return `http://localhost:${portOf(this.#server)}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  takeSent(): string | undefined {
    return this.#sent.pop();
  }
}

async function described(request: IncomingMessage): Promise<string> {
  const body = await text(request);
  const boundary = /boundary=(\S+)/.exec(request.headers['content-type'] ?? '')?.[1];
  const headers = COMPARED.map((name) => `${name}: ${request.headers[name]}`);
  const all = [`${request.method} ${request.url}`, ...headers, '', body].join('\n');
  return boundary ? all.replaceAll(boundary, 'BOUNDARY') : all;
}

const openPage = useBrowser();

describe.skipIf(!inject('chromium'))('a visitor sends of a form what Chromium sends', () => {
  const recorder = new Recorder();
  let siteUrl = '';
  beforeAll(async () => {
    siteUrl = await recorder.start();
  });
  afterAll(() => recorder.stop());

  it.each(Object.keys(CASES))('%s', async (name) => {
    const path = `/pages/one?case=${encodeURIComponent(name)}`;
    const page = await openPage({ baseURL: siteUrl });
    await page.goto(path);
    await page.locator('[name=user]').fill('älice');
    await page.locator('[name=p]').fill('p w');
    await page.getByText('Go', { exact: true }).click();
    await page.getByText('done').waitFor();
    const byChromium = recorder.takeSent();

    await visit(path);
    expect(byChromium).toBeDefined();
    expect(recorder.takeSent()).toBe(byChromium);
  });

  async function visit(path: string): Promise<void> {
    const client = new Client(10_000, () => {});
    const visitor = new Visitor('A', client, new Secrets(new Aliases(), false));
    for (const action of [{ get: path }, { signIn: { user: 'älice', password: 'p w' } }]) {
      const step = { title: 'a step', do: action };
      const { signal } = new AbortController();
      visitor.see(await complete(await visitor.visit(step, siteUrl, undefined, signal)));
    }
    client.close();
  }
});
