// Faults of where the session's id stands, and of the name of its cookie.

exports.FAULTS = {
  // Express takes /About for the same page.
  'closed under one spelling': {
    after: [
      (req, res, next) =>
        req.path === '/about' && !req.session.user ? res.redirect('/login?next=/about') : next(),
    ],
    about: (req, res) =>
      res.send(
        `<p>hello ${req.session.user ?? ''}</p><form action="/logout" method="post"><button>Log out</button></form>`,
      ),
  },
  'id in the page': {
    page: (req) =>
      `<p data-session="${req.sessionID}">hello ${req.session.user}</p><form action="/logout" method="post"><button>Log out</button></form>`,
  },
  'id in the address': {
    home(req, res) {
      const { sessionID, session, query } = req;
      if (!session.user || query.sid) res.send('home');
      else res.redirect(`/?sid=${encodeURIComponent(sessionID)}`);
    },
  },
  'id in a header': {
    after: [
      (req, res, next) => {
        if (req.session.user) res.set('X-Session', req.sessionID);
        next();
      },
    ],
  },
  'no __Host-': {
    settings: (server) => server.set('trust proxy', 1),
    options: { cookie: { secure: true } },
  },
};

/** What the app without a fault has in common with the one that has it. */
exports.BESIDE = {
  'no __Host-': {
    settings: (server) => server.set('trust proxy', 1),
    options: { name: '__Host-sid', cookie: { secure: true } },
    signOut: (req, res) =>
      req.session.destroy(() =>
        res.clearCookie('__Host-sid', { secure: true, path: '/' }).redirect('/'),
      ),
  },
};
