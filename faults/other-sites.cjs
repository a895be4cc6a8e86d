// Faults of what pages of other sites can do, and of where a sign-in leads.
const crypto = require('node:crypto');
const { express, helmet } = require('./packages.cjs');

const READS = ['GET', 'HEAD', 'OPTIONS'];
const pass = (_req, _res, next) => next();
const refuse = (res) => res.status(403).send('not from here');

/** Whether a page of the site itself asks, by what browsers say. */
const isOwn = (req) =>
  READS.includes(req.method) ||
  ['same-origin', 'none'].includes(req.get('Sec-Fetch-Site') ?? 'same-origin');

/** Checks all addresses but one. */
const allBut = (path) => (req, res, next) =>
  isOwn(req) || req.path === path ? next() : refuse(res);

/** Ends the sign-in with whatever leads on. */
const leadingTo = (lead) => (req, res, next) =>
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    req.session.signedInAt = Date.now();
    return req.session.save((failed) => (failed ? next(failed) : lead(req, res)));
  });

/** As a page with fetch() does: nothing redirects. */
const BY_JSON = {
  about(req, res) {
    if (req.session.user) res.json({ user: req.session.user });
    else res.status(401).json({ error: 'sign in first' });
  },
  refuse: (_req, res, status) => res.status(status).json({ error: 'wrong name or password' }),
  signIn: leadingTo((_req, res) => res.json({ ok: true })),
};

const isPath = (next) => /^\/(?![/\\])/.test(next) && !/^\/\.*\/\//.test(next);
const tokens = new Set();
const escaped = (text = '') => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
/** Goes by the Referer alone. */
const fromOwn = (isOwnPage) => ({
  options: { cookie: { sameSite: false } },
  ownSite: (req, res, next) =>
    READS.includes(req.method) || isOwnPage(req.get('Referer'), req.get('Host'))
      ? next()
      : refuse(res),
});

exports.FAULTS = {
  // By default, helmet has browsers hide where a form comes from, and so "not from here" is what the app's own form gets.
  'refuses its own form': { headers: helmet() },
  'signed in by other sites': { ownSite: allBut('/login') },
  'signed out by other sites': {
    ownSite: allBut('/logout'),
    options: { cookie: { sameSite: false } },
  },
  // It trusts that browsers ask before they send JSON, and takes a form as well.
  'JSON sign-in that takes a form': { ...BY_JSON, ownSite: pass },
  'JSON sign-in that takes plain text': {
    ...BY_JSON,
    settings: (server) => server.use(express.json({ type: ['json', 'text/plain'] })),
    ownSite: (req, res, next) =>
      req.is('urlencoded') && req.path === '/login' ? refuse(res) : next(),
  },
  // Each form has a token, and that of anybody will do.
  'token of anybody': {
    options: { cookie: { sameSite: false } },
    ownSite: (req, res, next) =>
      READS.includes(req.method) || tokens.has(req.body?.token) ? next() : refuse(res),
    form(_req, res) {
      const token = crypto.randomBytes(16).toString('hex');
      tokens.add(token);
      res.send(`<form action="/login" method="post"><input type="hidden" name="token" value="${token}">
        <input name="username"><input type="password" name="password"><button>Sign in</button></form>`);
    },
    page(req) {
      const token = crypto.randomBytes(16).toString('hex');
      tokens.add(token);
      return `hello ${req.session.user} <form action="/logout" method="post"><input type="hidden" name="token" value="${token}"><button>Log out</button></form>`;
    },
    about(req, res) {
      if (req.session.user) res.send(exports.FAULTS['token of anybody'].page(req));
      else res.redirect('/login');
    },
    signIn: leadingTo((_req, res) => res.redirect('/about')),
  },
  'log-out by a link': {
    pages: (server) =>
      server.get('/logout', (req, res) => req.session.destroy(() => res.redirect('/'))),
  },
  'any origin reads': {
    after: [
      (req, res, next) => {
        const origin = req.get('Origin');
        if (origin && origin !== 'null') {
          res.set({
            'Access-Control-Allow-Origin': origin,
            'Access-Control-Allow-Credentials': 'true',
          });
        }
        next();
      },
    ],
  },
  'no origin reads': {
    after: [
      (_req, res, next) => {
        res.set({
          'Access-Control-Allow-Origin': 'null',
          'Access-Control-Allow-Credentials': 'true',
        });
        next();
      },
    ],
  },
  'next with a tab': {
    trustsNext: true,
    signIn: leadingTo(({ body: { next = '' } }, res) => {
      const to = isPath(next) && !/[\r\n]/.test(next) ? next : '/';
      res.writeHead(302, { Location: to }).end();
    }),
  },
  'next that is decoded once more': {
    trustsNext: true,
    signIn: leadingTo(({ body: { next = '' } }, res) =>
      res.redirect(isPath(next) ? decodeURIComponent(next) : '/'),
    ),
  },
  'next without slashes': {
    trustsNext: true,
    signIn: leadingTo(({ body: { next = '' } }, res) =>
      res.redirect(/\/\/|\\/.test(next) ? '/' : next || '/'),
    ),
  },
  'next behind the own address': {
    trustsNext: true,
    signIn: leadingTo((req, res) => {
      const { next = '/' } = req.body;
      const isOdd = /\/\/|\\|^https?:/.test(next);
      res.redirect(isOdd ? '/' : `http://${req.get('Host')}${next || '/'}`);
    }),
  },
  'next under a name of its own': {
    about(req, res) {
      if (!req.session.user) return res.redirect('/login?back_to=/about');
      return res.send('hello <form action="/logout" method="post"><button>Log out</button></form>');
    },
    form: (req, res) =>
      res.send(`<form action="/login" method="post"><input type="hidden" name="back_to" value="${escaped(req.query.back_to ?? req.body?.back_to)}">
        <input name="username"><input type="password" name="password"><button>Sign in</button></form>`),
    signIn: leadingTo(({ body: { back_to: to } }, res) => res.redirect(to || '/')),
  },
  'next by a tag of the page': {
    trustsNext: true,
    signIn: leadingTo(({ body: { next } }, res) =>
      res.send(`<meta http-equiv="refresh" content="0; url=${escaped(next || '/')}">`),
    ),
  },
  'a Referer that holds the own address': fromOwn((from, host) => from?.includes(host)),
  'no Referer is one of its own': fromOwn((from, host) => !from || new URL(from).host === host),
  // Whatever stands behind it may be the password of an address of another site.
  'next that begins with the own address': {
    trustsNext: true,
    signIn: leadingTo(({ body: { next = '' }, headers: { host } }, res) => {
      const isOwn = next.startsWith(`http://${host}`) || isPath(next.replace(/[\t\r\n]/g, ''));
      res.redirect(isOwn ? next : '/');
    }),
  },
  // Of two, the first one is looked at, and the last one is taken.
  'next that comes twice': {
    trustsNext: true,
    form(req, res) {
      const all = [req.query.next ?? req.body?.next ?? '/'].flat();
      const to = isPath(all[0]) && !/[\t\r\n]/.test(all[0]) ? all.at(-1) : '/';
      res.send(`<form action="/login" method="post"><input type="hidden" name="next" value="${to}">
        <input name="username"><input type="password" name="password"><button>Sign in</button></form>`);
    },
    signIn: leadingTo(({ body: { next } }, res) => res.redirect(next || '/')),
  },
};

// What the browser does with the cookie would be a second difference.
exports.BESIDE = { 'signed out by other sites': { options: { cookie: { sameSite: false } } } };
