import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { allOf, failuresIn } from '../support/run.ts';
import { scratchFolder } from '../support/scratch.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');

/** A sound app, in a folder of its own; `before` comes first in it, `listen` says how it listens. */
function appThat(before: string, cookie: string, listen: string): string {
  const folder = scratchFolder();
  writeFileSync(
    join(folder, 'server.cjs'),
    `const express = require(${JSON.stringify(join(MODULES, 'express'))});
const session = require(${JSON.stringify(join(MODULES, 'express-session'))});
const app = express();
${before}
app.use(express.urlencoded());
app.use(session({ secret: 'a secret of this test app, long enough', resave: false, saveUninitialized: false, cookie: ${cookie} }));
app.get('/', (req, res) => res.send('<a href="/in">in</a>'));
app.get('/in', (req, res) => res.send('<form method="post"><input name="username"><input type="password" name="password"></form>'));
app.get('/me', (req, res) => (req.session.user ? res.send('me <a href="/out">log out</a>') : res.redirect('/in')));
app.post('/in', (req, res, next) => {
  if (!req.body.username) return res.redirect('/in');
  req.session.regenerate(() => {
    req.session.user = req.body.username;
    req.session.save(() => res.redirect('/me'));
  });
});
app.get('/out', (req, res) => req.session.destroy(() => res.clearCookie('connect.sid').redirect('/')));
${listen}
`,
  );
  return folder;
}

const PLAIN = 'app.listen(process.env.PORT);';
const run = (directory: string) => allOf({ directory, start: 'node server.cjs', timeout: 60_000 });
const siteOf = ([start]: RunEvent[]) => (start?.type === 'start' ? start.site : undefined);

describe('an app whose cookies are for HTTPS alone', () => {
  it('is visited over its own HTTPS, whose certificate nobody vouches for', async () => {
    const { key, certificate } = selfSignedCertificate();
    const listen = `const { readFileSync } = require('node:fs');
require('node:https').createServer({ key: readFileSync(${JSON.stringify(key)}), cert: readFileSync(${JSON.stringify(certificate)}) }, app).listen(process.env.PORT);`;
    const events = await run(appThat('', '{ secure: true }', listen));
    expect(siteOf(events)?.urls[0]).toMatch(/^https:/);
    expect(siteOf(events)?.behindProxy).toBeUndefined();
    expect(failuresIn(events)).toEqual([]);
  });

  it('is asked as by a proxy, and is right there', async () => {
    const events = await run(appThat("app.set('trust proxy', 1);", '{ secure: true }', PLAIN));
    expect(siteOf(events)?.behindProxy).toBe(true);
    expect(failuresIn(events)).toEqual([]);
  });

  it('and without "trust proxy" is told to lack it', async () => {
    const events = await run(appThat('', '{ secure: true }', PLAIN));
    expect(failuresIn(events)[0]).toMatchObject({
      step: 'the sign-in',
      cause: expect.stringContaining('"trust proxy" is missing'),
    });
  });
});
