// Sound apps that keep who is signed in beside the session, or log nobody out at once.
const crypto = require('node:crypto');

const users = new Map();
const tokenOf = (req) => /(?:^|; )token=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
const userOf = (req) => users.get(tokenOf(req));

/** The cookie is all that counts: the session, if there is one, holds nobody. */
const byToken = {
  about(req, res) {
    const user = userOf(req);
    if (user) return res.send(this.page({ session: { user } }));
    return res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
  },
  signIn(req, res) {
    const token = crypto.randomBytes(24).toString('base64url');
    users.set(token, req.body.username);
    res.cookie('token', token, { httpOnly: true, sameSite: 'lax' }).redirect(req.body.next);
  },
  signOut(req, res) {
    users.delete(tokenOf(req));
    res.clearCookie('token').redirect('/');
  },
};

exports.SOUND = {
  'a token in place of a session': { ...byToken, session: undefined },
  'a token beside a session': {
    ...byToken,
    after: [
      (req, _res, next) => {
        req.session.visits = (req.session.visits ?? 0) + 1;
        next();
      },
    ],
  },
  'asks once more at the log-out': {
    page: ({ session: { user } }) => `<p>hello ${user}</p><a href="/logout">Log out</a>`,
    pages(server) {
      server.get('/logout', (_req, res) =>
        res.send('Really? <form action="/logout" method="post"><button>Log out</button></form>'),
      );
    },
  },
};
