import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { judge } from '../../src/audit/judge.ts';
import { GUESSER, GUESSES } from '../../src/audit/passwords/guesses.ts';
import { CHANGED } from '../../src/audit/passwords/new-password-flows.ts';
import { CHANGE_TRIAL, WEAK_PASSWORD_TRIALS } from '../../src/audit/passwords/new-passwords.ts';
import { patiently, type Seen, type Tried } from '../../src/audit/trial.ts';
import { tryAll } from '../../src/audit/try-all.ts';
import { siteOf } from '../../src/site/chosen.ts';
import { openOptions } from '../../src/site/open.ts';
import { withWay } from '../../src/way-in/site-way.ts';
import { aStep } from '../support/runs.ts';
import { makeFolder } from '../support/scratch.ts';

const PASSWORD = 'correct-horse-battery';
const TRIALS = [CHANGE_TRIAL, ...WEAK_PASSWORD_TRIALS];

/**
 * The app of the corpus with a page for a new password, which keeps its users in a file.
 *
 * @param lines what is between `sound`, the page's part of the app, and the start of the app
 */
function appWith(lines: string): { directory: string; password(): string } {
  const directory = makeFolder();
  const users = join(directory, 'users.json');
  writeFileSync(users, JSON.stringify({ alice: PASSWORD }));
  const app = `const { readFileSync, writeFileSync } = require('node:fs');
const { PASSWORD_PAGE } = require(${JSON.stringify(resolve('faults/new-passwords.cjs'))});
const users = ${JSON.stringify(users)};
const part = {
  after: [...PASSWORD_PAGE.after],
  pages(server, accounts) {
    Object.assign(accounts, JSON.parse(readFileSync(users)));
    server.use((req, res, next) => {
      // Before the answer leaves.
      const { end } = res;
      res.end = (...all) => {
        writeFileSync(users, JSON.stringify(accounts));
        return end.apply(res, all);
      };
      next();
    });
    PASSWORD_PAGE.pages(server, accounts);
  },
};
${lines}
require(${JSON.stringify(resolve('faults/app.cjs'))}).run(part);
`;
  writeFileSync(join(directory, 'app.cjs'), app);
  return { directory, password: () => JSON.parse(readFileSync(users, 'utf8')).alice };
}

async function saidOf(directory: string, signal?: AbortSignal): Promise<string[]> {
  const options = {
    directory,
    start: 'node app.cjs',
    login: '/login',
    protected: '/about',
    newPassword: '/password',
    ...(signal && { signal }),
  };
  const open = openOptions(options, makeFolder());
  const site = await withWay(siteOf(options, makeFolder()), options, true, open);
  const credentials = { user: 'alice', password: PASSWORD };
  const { seen } = await tryAll(TRIALS, {
    site,
    credentials,
    open,
    instances: undefined,
    onProgress() {},
  });
  return TRIALS.map((trial) => {
    const { verdict, said } = judge(trial, seen, TRIALS);
    return `${verdict}: ${said.join(' ')}`;
  });
}

const AFTER_CHANGE = (then: string) => `
const { pages } = part;
part.pages = (server, accounts) => {
  server.post('/password', (req, res, next) => {
    res.on('finish', () => { if (res.statusCode === 302) { ${then} } });
    next();
  });
  pages(server, accounts);
};`;

describe('an account keeps its password, or the audit says which one it has', {
  timeout: 60_000,
}, () => {
  it('changes it back in the browser that changed it, if nobody else may sign in any more', async () => {
    const { directory, password } = appWith(`
let count = 0;
part.after.push((req, res, next) => {
  if (req.method === 'POST' && req.path === '/login' && ++count > 2) res.status(429).send('too many');
  else next();
});`);
    const said = await saidOf(directory);
    expect(password()).toBe(PASSWORD);
    expect(new Set(said)).toEqual(
      new Set([
        'not-seen: The audit could not see which password counts now: if it is not the old one, it is Nobody-5T8w.2mv6, so set it anew.',
      ]),
    );
  });

  it('says so if the app ends after the change', async () => {
    const { directory, password } = appWith(AFTER_CHANGE('process.exit(3);'));
    const said = await saidOf(directory);
    expect(password()).toBe('Nobody-5T8w.2mv6');
    for (const one of said) {
      expect(one).toMatch(/it is Nobody-5T8w\.2mv6, so set it anew\. The app ended/);
    }
  });
});

it('an audit that is interrupted at a change says so', { timeout: 60_000 }, async () => {
  const { directory, password } = appWith(`
part.after.push((req, res, next) => {
  const { end } = res;
  if (req.path === '/password' && req.method === 'POST') res.end = () => setTimeout(() => end.call(res), 20_000);
  next();
});`);
  const stop = new AbortController();
  const said = saidOf(directory, stop.signal);
  const failed = expect(said).rejects.toThrow(
    'The audit was about to change the password: if it is not the old one, it is Nobody-5T8w.2mv6, so set it anew.',
  );
  await vi.waitFor(() => expect(password()).not.toBe(PASSWORD), { timeout: 30_000 });
  stop.abort();
  await failed;
});

/** What somebody sees who is let in with a password, or not. */
function entered(visitor: string, isIn: boolean) {
  const got = isIn ? 'it is: 200' : 'it is not: 302 to /login';
  const check = { what: 'whether the page is shown', passed: true, expected: '', got };
  return aStep({ title: 'the page, by that password', visitor, checks: [check] });
}

function changedBy(status: number, body = '') {
  const response = { status, headers: [], body, size: body.length };
  return aStep({ title: 'A changes the password', visitor: 'A', response });
}

const PAGE = aStep({ title: 'the page for a new password', visitor: 'A' });

/** Judges new passwords of seven characters, where a strong one was accepted. */
function judgedShort(answer: ReturnType<typeof aStep>, others: Tried[] = []) {
  const [trial] = WEAK_PASSWORD_TRIALS;
  const [short] = trial?.attempts ?? [];
  if (!trial || !short) throw new Error('No trial');
  const strong: Tried = {
    ...patiently(CHANGED),
    steps: [PAGE, changedBy(302), entered('C', true), entered('D', true)],
  };
  const weak: Tried = { ...short, steps: [PAGE, answer, entered('B', true)] };
  const options = { url: 'http://127.0.0.1:9', newPassword: '/password' };
  const site = { ...siteOf(options, makeFolder()), way: { newPassword: { page: '/password' } } };
  const seen: Seen = { site, user: 'alice', tried: [...others, strong, weak] };
  return judge(trial, seen, TRIALS);
}

describe('a short password that was refused', () => {
  it('is praised if the app says no', () => {
    expect(judgedShort(changedBy(422, 'too short')).verdict).toBe('held');
  });

  it.each([
    [429, ''],
    [422, 'Too many changes today'],
    [500, 'failed'],
  ])('is not if the refusal may be about something else: %i %s', (status, body) => {
    expect(judgedShort(changedBy(status, body)).verdict).toBe('not-seen');
  });

  it('is not if any password signs in', () => {
    const guessed: Tried = { ...patiently(GUESSES), steps: [entered(GUESSER, true)] };
    expect(judgedShort(changedBy(302), [guessed]).verdict).toBe('not-seen');
  });
});
