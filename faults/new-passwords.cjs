// An app with a page for a new password, and its faults.

/** When each user's password was changed. */
const changed = new Map();

const form = (hint = '') => `<p>${hint}</p><form action="/password" method="post">
  <input type="password" name="current" autocomplete="current-password">
  <input type="password" name="password" autocomplete="new-password">
  <input type="password" name="again" autocomplete="new-password"><button>Change</button>
</form>`;

/** Ends the sessions that somebody began with the password before. */
function endsOthers(req, _res, next) {
  const { user, signedInAt } = req.session;
  if (user === undefined || signedInAt >= (changed.get(user) ?? 0)) next();
  else req.session.regenerate(next);
}

const ifShort = (text, least = 8) => (text.length < least ? 'too short' : undefined);
const ifCommon = (text) =>
  ['password', 'password1', '12345678'].includes(text) ? 'too common' : undefined;

/** @param why says why a new password is refused; undefined: it is not */
const pagesWith = (why) => (server, accounts) => {
  const isIn = (req, res, next) =>
    req.session.user ? next() : res.redirect('/login?next=/password');
  server.get('/password', isIn, (_req, res) => res.send(form()));
  server.post('/password', isIn, (req, res, next) => {
    const { user } = req.session;
    const { current, password = '', again } = req.body;
    const hint = accounts[user] !== current ? 'not your password' : why(String(password));
    if (hint || password !== again) return res.status(422).send(form(hint ?? 'not the same'));
    accounts[user] = password;
    changed.set(user, Date.now());
    return req.session.regenerate((error) => {
      if (error) return next(error);
      Object.assign(req.session, { user, signedInAt: changed.get(user) });
      return req.session.save((failed) => (failed ? next(failed) : res.redirect('/about')));
    });
  });
};

const sound = { after: [endsOthers], pages: pagesWith((text) => ifShort(text) ?? ifCommon(text)) };

exports.PASSWORD_PAGE = sound;

exports.FAULTS = {
  'new password that others survive': { ...sound, after: [] },
  'new password of seven characters': {
    ...sound,
    pages: pagesWith((text) => ifShort(text, 7) ?? ifCommon(text)),
  },
  'new password that everybody has': { ...sound, pages: pagesWith((text) => ifShort(text)) },
};

/** Without the fault, the app has the same page. */
exports.BESIDE = Object.fromEntries(Object.keys(exports.FAULTS).map((fault) => [fault, sound]));
