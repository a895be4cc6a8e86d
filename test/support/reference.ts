import { readFileSync } from 'node:fs';
import { type HTMLElement, parse } from 'node-html-parser';
import type { Mode } from '../../src/create/options.ts';
import type { Answer } from './visitor.ts';

/** One request to the tutorial's site, and what it showed. */
export interface Step {
  request: { method: string; path: string; form?: Record<string, string> };
  status: number;
  location: string | null;
  content_type: string | null;
  page: Page | null;
  text: string | null;
  set_cookie: Array<{ name: string; action: string; attributes: string }>;
  store_after: Array<Record<string, string>>;
}

/** A page, reduced to what a visitor sees. */
interface Page {
  title: string;
  brand: string;
  heading: string;
  nav: string[][];
  welcome: string | null;
  items?: string[];
  form?: {
    action: string;
    method: string;
    fields: Array<{ type: string; name: string | null; id: string | null; hidden: boolean }>;
    labels: Record<string, string>;
    submit: string;
  };
}

type Scenarios = Record<string, Step[]>;

const RECORDED: { scenarios: Record<Mode, Scenarios> } = JSON.parse(
  readFileSync(new URL('../fixtures/flask-reference.json', import.meta.url), 'utf8'),
);

/** A session's cookie as this site sets it, and as it takes it back. */
const COOKIE = {
  set: {
    name: 'my-app',
    action: 'set',
    attributes: 'Expires=<date>; HttpOnly; Path=/; SameSite=Lax',
  },
  clear: {
    name: 'my-app',
    action: 'clear',
    attributes: 'Expires=<date>; HttpOnly; Path=/; SameSite=Lax',
  },
};

/** The bar, which is the same on every page. */
const NAV =
  Object.values(RECORDED.scenarios.authenticated)
    .flat()
    .flatMap(({ page }) => (page ? [page.nav] : []))[0] ?? [];

const TITLES: Record<string, string> = {
  'You are at the home page!!': 'Home - MyApp',
  'You are at the About page!!': 'About - MyApp',
  'You are at the Contact page!!': 'Contact - MyApp',
  'Below are the products that we offer.': 'Products - MyApp',
  'Please fill the below form to sign-in!!': 'Sign in - MyApp',
  'Signed Out!!!': 'Signed out - MyApp',
};

/** Scenarios whose end differs on purpose: an empty user name signs nobody in. */
const EMPTY_NAME: Record<Mode, Array<Partial<Step>>> = {
  authenticated: [
    {},
    { status: 422, location: null, store_after: [] },
    { store_after: [] },
    { status: 302, location: '/login?next=<origin>/about', page: null, store_after: [] },
  ],
  anonymous: [
    {},
    { status: 422, location: null, store_after: [] },
    { store_after: [{ lang: 'en', theme: 'dark' }] },
    {
      status: 302,
      location: '/login?next=<origin>/about',
      page: null,
      store_after: [{ lang: 'en', theme: 'dark' }],
    },
  ],
};

/** The tutorial's scenarios, with the differences that are meant: one function a difference. */
export function expectedScenarios(mode: Mode): Scenarios {
  const recorded = { ...RECORDED.scenarios[mode] };
  const emptyName = recorded['empty-username'] ?? [];
  recorded['empty-username'] = emptyName.map((step, index) => ({
    ...step,
    ...EMPTY_NAME[mode][index],
  }));
  return Object.fromEntries(
    Object.entries(recorded).map(([name, steps]) => [
      name,
      steps
        .map(withoutEmptyRecords)
        .map(withPathsInNext)
        .map(withNamedPassword)
        .map(withOurCookie)
        .map(withPageAtLogOut)
        .map(withTitle),
    ]),
  );
}

/** Nothing is stored before there is something to store. */
function withoutEmptyRecords(step: Step): Step {
  return {
    ...step,
    store_after: step.store_after.filter((record) => Object.keys(record).length > 0),
  };
}

/** `next` is a path of this site, percent-encoded; the tutorial's is a bare absolute URL. */
function withPathsInNext({ request, location, ...rest }: Step): Step {
  return {
    ...rest,
    location: location && localNext(location),
    request: {
      ...request,
      path: localNext(request.path),
      ...(request.form && {
        form: Object.fromEntries(
          Object.entries(request.form).map(([name, value]) => [
            name,
            value.replace('<origin>', ''),
          ]),
        ),
      }),
    },
  };
}

function localNext(url: string): string {
  return url
    .replace(/next=<origin>(.*)$/, (_, path: string) => `next=${encodeURIComponent(path)}`)
    .replace('<origin>', '');
}

/** The password field has a name, so that whoever checks passwords gets one. */
function withNamedPassword(step: Step): Step {
  if (!step.page?.form) return step;
  const fields = step.page.form.fields.map((field) =>
    field.type === 'password' ? { ...field, name: 'password' } : field,
  );
  return { ...step, page: { ...step.page, form: { ...step.page.form, fields } } };
}

/** A cookie is sent once, when a session begins or gets a new id; the tutorial sends one with every answer. */
function withOurCookie(step: Step, index: number, steps: Step[]): Step {
  const before = steps[index - 1]?.store_after ?? [];
  const begins = step.store_after.length > before.length;
  const signsIn = step.request.method === 'POST' && step.status === 302;
  const action = step.text === 'Signed Out!!!' ? 'clear' : begins || signsIn ? 'set' : null;
  return { ...step, set_cookie: action ? [COOKIE[action]] : [] };
}

/** After a log-out the tutorial answers with its words alone. Ours are on a page, with a way on. */
function withPageAtLogOut(step: Step): Step {
  if (step.text === null) return step;
  const page = { title: '', brand: 'MyApp', heading: step.text, nav: NAV, welcome: null };
  return { ...step, text: null, page };
}

/** Each page has a title of its own; the tutorial's pages are all called "Web App". */
function withTitle(step: Step): Step {
  const title = TITLES[step.page?.heading ?? ''];
  return step.page && title ? { ...step, page: { ...step.page, title } } : step;
}

/** What an answer shows, in the reference's terms. */
export function observed(answer: Answer): Omit<Step, 'request' | 'store_after'> {
  const isPage = answer.body.includes('<html') && answer.status === 200;
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    content_type: answer.headers.get('content-type'),
    page: isPage ? reducePage(answer.body) : null,
    text: !isPage && answer.status === 200 ? answer.body : null,
    set_cookie: answer.cookies,
  };
}

function reducePage(html: string): Page {
  const document = parse(html);
  const items = document.querySelectorAll('main li').map(textOf);
  const form = document.querySelector('main form');
  return {
    title: textOf(document.querySelector('title')),
    brand: textOf(document.querySelector('.brand')),
    heading: textOf(document.querySelector('h1')),
    nav: document
      .querySelectorAll('nav a, nav form')
      .map((entry) => [
        textOf(entry),
        entry.getAttribute('href') ?? entry.getAttribute('action') ?? '',
      ]),
    welcome: document.querySelector('.welcome')?.text.trim() ?? null,
    ...(items.length > 0 && { items }),
    ...(form && { form: reduceForm(form) }),
  };
}

function reduceForm(form: HTMLElement): NonNullable<Page['form']> {
  const labels = form
    .querySelectorAll('label')
    .map((label) => [label.getAttribute('for') ?? '', textOf(label)]);
  return {
    action: form.getAttribute('action') ?? '',
    method: (form.getAttribute('method') ?? 'get').toUpperCase(),
    fields: form.querySelectorAll('input').map((input) => {
      const hidden = input.getAttribute('type') === 'hidden';
      return {
        // The tutorial hides a text field by an attribute.
        type: hidden ? 'text' : (input.getAttribute('type') ?? 'text'),
        name: input.getAttribute('name') ?? null,
        id: input.getAttribute('id') ?? null,
        hidden,
      };
    }),
    labels: Object.fromEntries(labels),
    submit: textOf(form.querySelector('button')),
  };
}

function textOf(element: HTMLElement | null): string {
  return element?.text.trim() ?? '';
}
