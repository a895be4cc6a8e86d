import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { FLOWS } from '../../src/flows/built-in/flows.ts';
import { parseFlow } from '../../src/flows/file/file.ts';
import { isObject } from '../../src/objects.ts';
import { RULES } from '../../src/rules/rules.ts';

/** What editors know of flows. */
const SCHEMA: unknown = JSON.parse(readFileSync('flow.schema.json', 'utf8'));
const ajv = addFormats.default(new Ajv({ strictTypes: false }), ['regex']);
const inSchema = ajv.compile(isObject(SCHEMA) ? SCHEMA : {});

const SENT = { headers: { 'X-Token': '$token' } };
/** A flow with every keyword. */
const EVERYTHING = {
  $schema: './node_modules/create-session-app/flow.schema.json',
  name: 'everything',
  about: 'all that a flow can say',
  settings: { SESSION_IDLE: '2s' },
  instances: 2,
  needs: ['sign-in', 'protected-page', 'account-page', 'new-password', 'password', 'no-database'],
  steps: [
    {
      title: 'home',
      only: ['ours', 'file'],
      visitor: 'B',
      instance: 2,
      do: { get: '/', ...SENT },
      from: '127.0.0.2',
      trickedBy: 'M',
      trickWith: 'link',
      guess: true,
      cookiesAfter: 'before',
      inventsId: true,
      slowly: true,
      ifRedirected: true,
      ifLedOn: true,
      ifKeptOut: 'B',
      times: 3,
      capture: {
        token: { header: 'X-Token' },
        id: { json: '$.user.ids[0]["a b"]' },
        csrf: { field: '_csrf' },
      },
      expect: [
        {
          only: ['built-in'],
          status: 200,
          works: true,
          goesTo: '/a',
          staysOnSite: true,
          asksToSignIn: true,
          letIn: false,
          closedTo: 'https://elsewhere.example',
          hostPrefix: true,
          tokenHidden: true,
          masksPasswords: true,
          refusesSignIn: true,
          signInForm: true,
          newPasswordForm: true,
          rule: 'no-store',
          header: {
            name: 'Cache-Control',
            ofPages: true,
            matches: 'no-store',
            matchesNot: 'public',
            inWords: 'no-store',
          },
          staysClosed: true,
          noStackTrace: true,
          printsNoSecret: true,
          logOutShown: true,
          says: 'a',
          saysNot: 'b',
          neverNames: 'bob',
          session: 'fresh',
          holds: { any: [1] },
          store: [{ any: null }],
          signedIn: 0,
        },
        { status: [200, 302] },
      ],
    },
    { title: 'a form', do: { post: '/', form: { a: 'b' }, ...SENT } },
    { title: 'JSON', do: { post: '/', json: { a: [1] } } },
    { title: 'PUT', do: { put: '/', json: 'a', ...SENT } },
    { title: 'PUT', do: { put: '/', form: {} } },
    { title: 'PATCH', do: { patch: '/', json: 0, ...SENT } },
    { title: 'PATCH', do: { patch: '/', form: {} } },
    { title: 'DELETE', do: { delete: '/', json: null, ...SENT } },
    { title: 'DELETE', do: { delete: '/', form: {} } },
    { title: 'on', do: { follow: true, ...SENT } },
    { title: 'in', do: { signIn: { user: '$user', password: '$password' } } },
    { title: 'changed', do: { newPassword: { old: '$password', new: 'other' } } },
    { together: [{ title: 'out', do: { signOut: true } }] },
    { wait: 1.5 },
    { restart: true },
    { clock: 3_600 },
    { account: 'gone' },
    { store: 'hangs', seconds: 1 },
  ],
};

function readerTakes(flow: unknown): boolean {
  try {
    parseFlow(JSON.stringify(flow), 'flow.json');
    return true;
  } catch {
    return false;
  }
}

/** The keywords of the schema, wherever they are. */
function keywordsIn(schema: unknown): string[] {
  if (!isObject(schema)) return [];
  const { properties } = schema;
  const own = isObject(properties) ? Object.keys(properties) : [];
  return [...own, ...Object.values(schema).flatMap(keywordsIn)];
}

function keysIn(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(keysIn);
  if (!isObject(data)) return [];
  return [...Object.keys(data), ...Object.values(data).flatMap(keysIn)];
}

/** The flow with one thing in it changed, for each thing in it. */
function* variants(
  data: unknown,
  change: (value: unknown) => unknown,
  renamed: (key: string) => string,
): Generator<unknown> {
  yield change(data);
  if (Array.isArray(data)) {
    for (const [index, item] of data.entries()) {
      for (const other of variants(item, change, renamed)) yield data.toSpliced(index, 1, other);
    }
  } else if (isObject(data)) {
    for (const [key, item] of Object.entries(data)) {
      const { [key]: _, ...rest } = data;
      yield { ...rest, [renamed(key)]: item };
      yield rest;
      for (const other of variants(item, change, renamed)) yield { ...data, [key]: other };
    }
  }
}

describe('what editors know of flows is what the reader takes', () => {
  it('all keywords', () => {
    const used = new Set(keysIn(EVERYTHING));
    expect(keywordsIn(SCHEMA).length).toBeGreaterThan(40);
    for (const keyword of keywordsIn(SCHEMA)) expect(used, keyword).toContain(keyword);
    expect(inSchema(EVERYTHING), JSON.stringify(inSchema.errors)).toBe(true);
    expect(parseFlow(JSON.stringify(EVERYTHING), 'flow.json')).toMatchObject({
      name: 'everything',
      steps: EVERYTHING.steps,
    });
  });

  it('all rules', () => {
    for (const { id } of RULES) {
      const flow = {
        ...EVERYTHING,
        steps: [{ title: 'a', do: { get: '/' }, expect: [{ rule: id }] }],
      };
      expect([id, inSchema(flow), readerTakes(flow)]).toEqual([id, true, true]);
    }
  });

  it.each(FLOWS)('the built-in flow $name', (flow) => {
    expect(inSchema(JSON.parse(JSON.stringify(flow)))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a number', 0.5],
    ['a large number', 5_000],
    ['an empty text', ''],
    ['a text', 'text'],
    ['a text with odd characters', '\n[ü'],
    ['false', false],
    ['a list', ['text']],
    ['an empty list', []],
    ['an object', { wrong: 'x' }],
    ['two keys that do not go together', { form: {}, json: 1, post: '/' }],
    ['a name that is taken', { user: { header: 'x' } }],
    ['a header of the visitor’s own', { 'content-Length': '1' }],
    ['null', null],
  ])('and neither takes %s where it must not be', (_, value) => {
    let refused = 0;
    for (const flow of variants(
      EVERYTHING,
      () => value,
      (key) => `${key}x`,
    )) {
      const takes = readerTakes(flow);
      if (!takes) refused += 1;
      expect(inSchema(flow), JSON.stringify(flow)).toBe(takes);
    }
    expect(refused).toBeGreaterThan(50);
  });
});

it('every keyword is in the manual', () => {
  const manual = readFileSync('docs/flows.md', 'utf8');
  for (const keyword of keywordsIn(SCHEMA)) expect(manual).toContain(`\`${keyword}\``);
});
