// Sound apps that keep other sites out in one of the ways that people use, and let nobody guess.
const crypto = require('node:crypto');

const READS = ['GET', 'HEAD', 'OPTIONS'];
const SECRET = 'another secret of this test app';
const isRead = ({ method }) => READS.includes(method);
const refuse = (res, status = 403) => res.status(status).send('refused');
const none = (_req, _res, next) => next();
const mac = (text) => crypto.createHmac('sha256', SECRET).update(text).digest('hex');
const password =
  '<input name="username"><input type="password" name="password"><button>Sign in</button>';
const form = (action, token, rest) =>
  `<form action="${action}" method="post"><input type="hidden" name="_csrf" value="${token}">${rest}</form>`;
/** The form as it was sent, with what leads on. */
const again = (req, rest = '') =>
  form(
    '/login',
    '',
    `<input type="hidden" name="next" value="${encodeURI(req.body.next)}">${rest}${password}`,
  );

/** Pages whose forms have a token. */
const withTokens = (tokenFor) => ({
  form: (req, res) => res.send(form('/login', tokenFor(req, res), password)),
  about(req, res) {
    if (!req.session.user) return res.redirect('/login');
    return res.send(`hello ${form('/logout', tokenFor(req, res), '<button>Log out</button>')}`);
  },
  signIn: (req, res, next) =>
    req.session.regenerate((error) => {
      if (error) return next(error);
      req.session.user = req.body.username;
      req.session.signedInAt = Date.now();
      return req.session.save((failed) => (failed ? next(failed) : res.redirect('/about')));
    }),
});

/** As csurf and csrf-sync do: a secret in the session. */
const tokenInSession = (req) => {
  req.session.secret ??= crypto.randomBytes(16).toString('hex');
  return mac(req.session.secret);
};

const cookieIn = (req, name) =>
  new RegExp(`(?:^|; )${name}=([^;]*)`).exec(req.headers.cookie ?? '')?.[1];

/** As csrf-csrf does: the same value in a signed cookie and in the form. */
const tokenInCookie = (req, res) => {
  const old = cookieIn(req, 'csrf');
  const random = old?.split('.')[0] ?? crypto.randomBytes(16).toString('hex');
  const token = `${random}.${mac(random)}`;
  if (old === undefined) res.cookie('csrf', token, { httpOnly: true });
  return token;
};

/** Another one with each page, which its own cookie has to go with. */
const tokenOfThePage = (_req, res) => {
  const random = crypto.randomBytes(16).toString('hex');
  const token = `${random}.${mac(random)}`;
  res.cookie('csrf', token, { httpOnly: true });
  return token;
};

const perAddress = new Map();

exports.SOUND = {
  'tokens in the session': {
    options: { cookie: { sameSite: false } },
    ...withTokens(tokenInSession),
    ownSite: (req, res, next) =>
      isRead(req) || (req.session.secret && req.body?._csrf === mac(req.session.secret))
        ? next()
        : refuse(res),
  },
  'tokens in a cookie': {
    options: { cookie: { sameSite: false } },
    ...withTokens(tokenInCookie),
    ownSite(req, res, next) {
      const [random = '', signature] = cookieIn(req, 'csrf')?.split('.') ?? [];
      const isOurs = signature === mac(random) && req.body?._csrf === `${random}.${signature}`;
      return isRead(req) || isOurs ? next() : refuse(res);
    },
  },
  'tokens that change with each page': {
    options: { cookie: { sameSite: false } },
    ...withTokens(tokenOfThePage),
    ownSite(req, res, next) {
      const [random = '', signature] = cookieIn(req, 'csrf')?.split('.') ?? [];
      const isOurs = signature === mac(random) && req.body?._csrf === `${random}.${signature}`;
      return isRead(req) || isOurs ? next() : refuse(res);
    },
  },
  // The sign-in takes only who was shown the form, and whose cookie came along.
  'SameSite strict': {
    options: { cookie: { sameSite: 'strict' } },
    ownSite: none,
    ...withTokens((req) => {
      req.session.wasShown = true;
      return '';
    }),
    before: [],
    after: [
      (req, res, next) =>
        req.path === '/login' && !isRead(req) && !req.session.wasShown ? refuse(res) : next(),
    ],
  },
  'Sec-Fetch-Site alone': {
    options: { cookie: { sameSite: false } },
    ownSite: (req, res, next) =>
      isRead(req) || ['same-origin', 'none', undefined].includes(req.get('Sec-Fetch-Site'))
        ? next()
        : refuse(res),
  },
  'Origin alone': {
    options: { cookie: { sameSite: false } },
    ownSite: (req, res, next) =>
      isRead(req) || [`http://${req.get('Host')}`, undefined].includes(req.get('Origin'))
        ? next()
        : refuse(res),
  },
  // As a page with fetch() does: browsers ask before other sites may send JSON.
  'JSON alone': {
    options: { cookie: { sameSite: false } },
    ownSite: (req, res, next) => (isRead(req) || req.is('json') ? next() : refuse(res, 415)),
    about(req, res) {
      if (req.session.user) res.json({ user: req.session.user });
      else res.status(401).json({ error: 'sign in first' });
    },
    refuse: (_req, res, status) => res.status(status).json({ error: 'wrong name or password' }),
    signIn: (req, res, next) =>
      req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = req.body.username;
        req.session.signedInAt = Date.now();
        return req.session.save((failed) => (failed ? next(failed) : res.json({ ok: true })));
      }),
    signOut: (req, res) => req.session.destroy(() => res.status(204).end()),
  },
  'log-out by a link that asks others': {
    pages: (server) =>
      server.get('/logout', (req, res) => {
        if ((req.get('Sec-Fetch-Site') ?? 'none') === 'cross-site') return res.send('Log out?');
        return req.session.destroy(() => res.redirect('/'));
      }),
  },
  // As express-rate-limit does, whatever comes of them.
  'five sign-ins for an address': {
    before: [
      (req, res, next) => {
        if (req.path !== '/login' || isRead(req)) return next();
        const count = (perAddress.get(req.ip) ?? 0) + 1;
        perAddress.set(req.ip, count);
        res.set({ 'RateLimit-Limit': '5', 'RateLimit-Remaining': String(Math.max(0, 5 - count)) });
        return count > 5 ? refuse(res.set('Retry-After', '900'), 429) : next();
      },
    ],
  },
  'CORS for its own hosts': {
    after: [
      (req, res, next) => {
        const origin = req.get('Origin') ?? '';
        res.vary('Origin');
        if (/^https:\/\/([a-z]+\.)?site\.example$/.test(origin)) {
          res.set({
            'Access-Control-Allow-Origin': origin,
            'Access-Control-Allow-Credentials': 'true',
          });
        }
        next();
      },
    ],
  },
  'CORS for everybody, without cookies': {
    after: [
      (_req, res, next) => {
        res.set('Access-Control-Allow-Origin', '*');
        next();
      },
    ],
  },
  // Three wrong passwords, and a person has to show that they are one.
  'captcha after three': {
    check({ body: { username = '', password: typed = '' } }) {
      if ((perAddress.get(username) ?? 0) >= 3) return undefined;
      const isRight = username === 'alice' && typed === 'correct-horse-battery';
      if (!isRight) perAddress.set(username, (perAddress.get(username) ?? 0) + 1);
      return isRight;
    },
    refuse: (req, res, status) =>
      res.status(422).send(again(req, status === 429 ? '<div class="h-captcha"></div>' : '')),
  },
  '__Host- behind a proxy': {
    settings: (server) => server.set('trust proxy', 1),
    options: { name: '__Host-sid', cookie: { secure: true } },
    signOut: (req, res) => req.session.destroy(() => res.redirect('/')),
    ownSite: (req, res, next) =>
      isRead(req) || ['same-origin', 'none'].includes(req.get('Sec-Fetch-Site'))
        ? next()
        : refuse(res),
  },
  // How many are left is a number, and the same for all.
  'tries that are counted down': {
    check(req) {
      const { username = '', password: typed = '' } = req.body;
      const key = `${req.ip} ${username}`;
      const failed = perAddress.get(key) ?? 0;
      if (failed >= 8) return undefined;
      const isRight = username === 'alice' && typed === 'correct-horse-battery';
      if (!isRight) perAddress.set(key, failed + 1);
      req.left = 7 - failed;
      return isRight;
    },
    refuse: (req, res, status) =>
      res.status(status).send(`${req.body.username}: ${req.left} more tries. ${again(req)}`),
  },
};
